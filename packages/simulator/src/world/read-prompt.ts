/**
 * Takes a rendered prompt apart: which case it is about, which node is asking, what is data and what is instruction.
 *
 * Data is a case's text, word for word, and every line that a node of this world wrote. The last data in the prompt is what
 * the node is asked about; earlier data of other cases are examples. Any other mention of a case is learnt by heart.
 */
import { factsByRef } from './cases.ts'
import { rightFragment } from './fragments.ts'
import { applicableRules } from './applicable-rules.ts'
import { escapePattern } from '../text/escape-pattern.ts'
import { readInstructions, type Reading } from './read-instructions.ts'
import type { Rule } from './rule.ts'
import type { CaseFacts, NodePlan, WorldPlan } from './world.ts'

export interface PromptReading {
  readonly node: NodePlan
  /** The case; undefined when the prompt does not show one, as when a placeholder was lost. */
  readonly facts: CaseFacts | undefined
  /** What earlier nodes wrote about the case. */
  readonly upstream: string
  readonly reading: Reading
  readonly isMemorised: boolean
  /** How many examples in the prompt show what this rule asks for. */
  readonly demonstrationsOf: (rule: Rule) => number
}

/** @returns undefined when the prompt belongs to no node of the world. */
export function readPrompt(plan: WorldPlan, messages: readonly string[]): PromptReading | undefined {
  const { data, instructions } = separate(plan, messages.join('\n'))
  const facts = data.at(-1)?.facts
  const upstream = data
    .filter((item) => item.facts === facts && item.isOutput)
    .map(({ text }) => text)
    .join('\n')
  const node = findNode(plan, instructions, upstream)
  if (node === undefined) return undefined
  const examples = new Set(data.map((item) => item.facts).filter((other) => other !== facts))
  return {
    node,
    facts,
    upstream,
    reading: readInstructions(plan, instructions),
    isMemorised: facts !== undefined && instructions.includes(facts.ref),
    demonstrationsOf: (rule) =>
      Array.from(examples).filter((example) => shows(example, { rule, node, instructions })).length,
  }
}

interface Datum {
  readonly facts: CaseFacts
  readonly text: string
  /** Written by a node, as opposed to given from outside. */
  readonly isOutput: boolean
}

function separate(plan: WorldPlan, prompt: string): { data: Datum[]; instructions: string } {
  const data: Datum[] = []
  const instructions = prompt.split('\n').map((line) => {
    let rest = line
    for (const [ref] of line.matchAll(new RegExp(String.raw`${escapePattern(plan.refPrefix)}-\d+`, 'g'))) {
      const facts = factsByRef(plan).get(ref)
      if (facts === undefined) continue
      const isOutput = isOutputLine(rest, ref)
      if (isOutput) data.push({ facts, text: rest, isOutput })
      else if (rest.includes(facts.text)) data.push({ facts, text: facts.text, isOutput })
      rest = isOutput ? '' : rest.replaceAll(facts.text, ' ')
    }
    return rest
  })
  return { data, instructions: instructions.join('\n') }
}

/** Nodes write lines that begin with the reference, or that carry an object beginning with it. */
function isOutputLine(line: string, ref: string): boolean {
  return line.trimStart().startsWith(`${ref} | `) || line.includes(`{"ref": "${ref}"`)
}

/** The node whose seed prompt shares most of its own words with the instructions, or whose input lies in the data. */
export function findNode(plan: WorldPlan, instructions: string, upstream = ''): NodePlan | undefined {
  const text = instructions.toLowerCase()
  const scored = plan.nodes.map((node) => ({
    node,
    score:
      keywordsOf(plan, node).filter((word) => text.includes(word)).length + (reads(plan, node, upstream) ? 0.5 : 0),
  }))
  const best = scored.toSorted((left, right) => right.score - left.score)[0]
  return best !== undefined && best.score >= 1 ? best.node : undefined
}

function reads(plan: WorldPlan, node: NodePlan, upstream: string): boolean {
  const previous = plan.nodes[plan.nodes.indexOf(node) - 1]
  return upstream !== '' && previous?.listName !== undefined && upstream.includes(`| ${previous.listName}:`)
}

const known = new WeakMap<NodePlan, readonly string[]>()

/** Words of a node's task statement that no other node's has. */
function keywordsOf(plan: WorldPlan, node: NodePlan): readonly string[] {
  const made =
    known.get(node) ??
    wordsOf(node).filter((word) => plan.nodes.every((other) => other === node || !statement(other).includes(word)))
  known.set(node, made)
  return made
}

function statement(node: NodePlan): string {
  return node.prompts
    .map(({ text }) => text.replaceAll(/\{\{.*?\}\}/g, ' '))
    .join('\n')
    .toLowerCase()
}

/** Words of five letters and more; in Chinese, every pair of characters. */
function wordsOf(node: NodePlan): string[] {
  const text = statement(node)
  const pairs = (text.match(/\p{Script=Han}{2,}/gu) ?? []).flatMap((run) =>
    Array.from({ length: run.length - 1 }, (_, index) => run.slice(index, index + 2)),
  )
  return Array.from(new Set([...(text.match(/[a-z]{5,}/g) ?? []), ...pairs]))
}

function shows(
  example: CaseFacts | undefined,
  { rule, node, instructions }: { readonly rule: Rule; readonly node: NodePlan; readonly instructions: string },
): boolean {
  if (example === undefined || !applicableRules(node, example).includes(rule)) return false
  const right = rightFragment(rule, example)
  return right !== undefined && instructions.includes(right)
}
