/**
 * Tells the data in a prompt from its instructions.
 *
 * Data is a case's text, word for word, and every line that a node of this world wrote. A sentence that mentions a case in any
 * other way is learnt by heart: it helps that case, takes up room and says nothing else. What clients with typed fields
 * wrap around a prompt is neither.
 */
import { escapePattern } from '../text/escape-pattern.ts'
import { factsByRef } from './cases.ts'
import type { CaseFacts, WorldPlan } from './world.ts'

export interface SeparatedPrompt {
  /** In order; the last is what the prompt is about. */
  readonly data: readonly Datum[]
  readonly instructions: string
  /** References of cases learnt by heart. */
  readonly learnt: ReadonlySet<string>
}

interface Datum {
  readonly facts: CaseFacts
  readonly text: string
  /** Written by a node, as opposed to given from outside. */
  readonly isOutput: boolean
}

export function separatePrompt(plan: WorldPlan, prompt: string): SeparatedPrompt {
  const data: Datum[] = []
  const learnt = new Set<string>()
  const reference = new RegExp(String.raw`${escapePattern(plan.refPrefix)}-\d+`, 'g')
  const lines = prompt.replaceAll(envelope, ' ').split('\n')
  const instructions = lines.map((line) => {
    if (!line.includes(plan.refPrefix)) return line
    const rest = takeData(line, { plan, data, reference })
    for (const [ref] of rest.matchAll(reference)) learnt.add(ref)
    return rest
      .split(sentenceEnds)
      .map((sentence) => (sentence.search(reference) < 0 ? sentence : heart))
      .join(' ')
  })
  return { data, instructions: instructions.join('\n'), learnt }
}

const envelope = /<(identity|input_fields|output_fields|formatting_rules)>.*?<\/\1>/gs
const sentenceEnds = /(?<=[.!?;])\s+|(?<=[。！？；])/
const heart = 'A case to know by heart.'

interface Taking {
  readonly plan: WorldPlan
  readonly data: Datum[]
  readonly reference: RegExp
}

/** Moves the data of a line into the list. @returns what is left of the line. */
function takeData(line: string, { plan, data, reference }: Taking): string {
  let rest = line
  for (const [ref] of line.matchAll(reference)) {
    const facts = factsByRef(plan).get(ref)
    if (facts === undefined) continue
    if (isOutputLine(rest, ref)) {
      data.push({ facts, text: rest, isOutput: true })
      return ''
    }
    if (!rest.includes(facts.text)) continue
    data.push({ facts, text: facts.text, isOutput: false })
    rest = rest.replaceAll(facts.text, ' ')
  }
  return rest
}

/** Nodes write lines that begin with the reference, or that carry an object beginning with it. */
function isOutputLine(line: string, ref: string): boolean {
  return line.trimStart().startsWith(`${ref} | `) || line.includes(`{"ref": "${ref}"`)
}
