import { directives } from './directives.ts'
import { readUnit, type Assertion } from './read-unit.ts'
import { vocabularyOf } from './vocabulary.ts'
import type { WorldPlan } from './world.ts'

/** What the model makes of the instructions in a prompt. */
export interface Reading {
  /** Instructions in the prompt, understood or not: all of them take up room. */
  readonly units: number
  readonly assertions: readonly PlacedAssertion[]
  /** Ids of the manners asked for. */
  readonly directives: ReadonlySet<string>
}

export interface PlacedAssertion extends Assertion {
  /** Number of the instruction, from 0. */
  readonly position: number
}

const known = new WeakMap<WorldPlan, Map<string, Reading>>()
const mostReadings = 2000

/** Reads instructions, data taken out of them beforehand. Readings are kept, since prompts come again with every case. */
export function readInstructions(plan: WorldPlan, text: string): Reading {
  const readings = known.get(plan) ?? new Map<string, Reading>()
  known.set(plan, readings)
  const reading = readings.get(text) ?? read(plan, text)
  if (readings.size >= mostReadings) readings.clear()
  readings.set(text, reading)
  return reading
}

function read(plan: WorldPlan, text: string): Reading {
  const vocabulary = vocabularyOf(plan)
  const units = splitUnits(text).map((unit) => unit.toLowerCase())
  return {
    units: units.length,
    assertions: units.flatMap((unit, position) =>
      readUnit(unit, vocabulary).map((assertion) => place(assertion, position)),
    ),
    directives: new Set(
      directives.filter(({ pattern }) => units.some((unit) => pattern.test(unit))).map(({ id }) => id),
    ),
  }
}

function place(assertion: Assertion, position: number): PlacedAssertion {
  return { ...assertion, position }
}

/** One instruction a sentence, line or half-sentence; headings, labels of data and fences are none. */
function splitUnits(text: string): string[] {
  return text
    .replaceAll(/\{\{.*?\}\}|<\/?[\w-]+>/g, ' ')
    .split(/\n|[.!?;](?=\s|$)|[。！？；]/)
    .map((unit) => unit.replace(/^[\s\-*•#>\d.)）、"'`”」]+(?=\D)/, '').trim())
    .filter((unit) => /\p{L}{2}|\p{Script=Han}/u.test(unit) && !/[:：]$/.test(unit) && !demonstration.test(unit))
}

/** The line of an example that shows a result; it teaches by example, not as an instruction. */
const demonstration =
  /^(?:input|output|answer|expected|label|result|message|example)s?\s*\d*\s*[:：]|^(?:输入|输出|答案|期望|标签|结果|消息|示例)\s*\d*\s*[:：]/i
