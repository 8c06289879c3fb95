import { countDemonstrations } from './count-demonstrations.ts'
import { readInstructions, type Reading } from './read-instructions.ts'
import type { Rule } from './rule.ts'
import { separatePrompt } from './separate-prompt.ts'
import type { CaseFacts, NodePlan, WorldPlan } from './world.ts'

/** A rendered prompt, taken apart. */
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

/** Reads which node asks, about which case, with which instructions. @returns undefined when no node of the world asks. */
export function readPrompt(plan: WorldPlan, messages: readonly string[]): PromptReading | undefined {
  const prompt = separatePrompt(plan, messages.join('\n'))
  const facts = prompt.data.at(-1)?.facts
  const upstream = prompt.data
    .filter((datum) => datum.facts === facts && datum.isOutput)
    .map(({ text }) => text)
    .join('\n')
  const node = findNode(plan, prompt.instructions, upstream)
  if (node === undefined) return undefined
  return {
    node,
    facts,
    upstream,
    reading: readInstructions(plan, prompt.instructions),
    isMemorised: facts !== undefined && prompt.learnt.has(facts.ref),
    demonstrationsOf: (rule) => countDemonstrations(rule, { node, prompt, subject: facts }),
  }
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
