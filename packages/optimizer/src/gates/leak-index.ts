import type { TestCase } from '@autoopt/config'
import { quotationWeight, textWindows } from './text-windows.ts'

/** Texts of a case that a prompt must not repeat. */
export interface LeakSource {
  readonly caseId: string
  /** What the case is given. */
  readonly inputs: readonly string[]
  /** What it should give, and what it gave. */
  readonly answers: readonly string[]
}

/** A stretch of a text that a case holds too. */
export interface Leak {
  readonly caseId: string
  readonly text: string
}

/** What stands in this many cases, and in a fifth of all, is no case's own: a greeting, a closing line. */
const commonFrom = 3
const commonShare = 0.2

/** Half a sentence is enough to know an instruction again that somebody put into the data. */
const instructionWeight = 15

/** Finds out which stretches of a text come from cases. Holds hashes, and the ids of cases, but none of their texts. */
export class LeakIndex {
  readonly #windows = new Map<number, { caseId: string; count: number }>()
  readonly #codes = new Map<string, { caseId: string; count: number }>()
  readonly #instructions = new Set<number>()
  readonly #caseIds: readonly string[]
  readonly #common: number

  constructor(sources: readonly LeakSource[]) {
    for (const source of sources) this.#add(source)
    this.#caseIds = sources.map(({ caseId }) => caseId).filter((id) => /^(?=.*[\d_-]).{4,}$/.test(id))
    this.#common = Math.max(commonFrom, commonShare * sources.length)
  }

  /** Quotations of cases that are not in any of the allowed texts, one for each case. */
  quotations(text: string, allowed: ReadonlySet<number>): Leak[] {
    const leaks = new Map<string, Leak>()
    for (const { hash, start, end } of textWindows(text)) {
      const known = this.#windows.get(hash)
      if (known === undefined || known.count >= this.#common || allowed.has(hash) || leaks.has(known.caseId)) continue
      leaks.set(known.caseId, { caseId: known.caseId, text: text.slice(start, end) })
    }
    return [...leaks.values()]
  }

  /** Ids of cases, and codes that stand in few of them. */
  codes(text: string): string[] {
    const own = codesIn(text).filter((code) => (this.#codes.get(code)?.count ?? Infinity) < this.#common)
    return [...new Set([...own, ...this.#caseIds.filter((id) => text.includes(id))])]
  }

  /** Whether a text repeats an instruction that stands in the data. */
  repeatsInstruction(text: string): boolean {
    return textWindows(text, instructionWeight).some(({ hash }) => this.#instructions.has(hash))
  }

  #add({ caseId, inputs, answers }: LeakSource): void {
    const texts = [...inputs, ...answers]
    const hashes = new Set(texts.flatMap((text) => textWindows(text, quotationWeight).map(({ hash }) => hash)))
    for (const hash of hashes) count(this.#windows, hash, caseId)
    for (const code of new Set(texts.flatMap(codesIn))) count(this.#codes, code, caseId)
    for (const sentence of inputs.flatMap((text) => text.split(/[.!?。！？\n]+/)))
      if (instruction.test(sentence))
        for (const { hash } of textWindows(sentence, instructionWeight)) this.#instructions.add(hash)
  }
}

function count<Key>(counts: Map<Key, { caseId: string; count: number }>, key: Key, caseId: string): void {
  const known = counts.get(key)
  if (known === undefined) counts.set(key, { caseId, count: 1 })
  else known.count += 1
}

/** What reads like an order to a model. */
const instruction =
  /\b(?:ignore|disregard|forget|override|reveal|instructions?|system prompt|you must|you are now|respond (?:only )?with|reply (?:only )?with|output only|print)\b|忽略|无视|忘记|系统提示|你必须|只输出|只回复|你现在是|指示を無視/i

/** Numbers of orders, tickets and the like: letters and at least three digits. */
function codesIn(text: string): string[] {
  return text.match(/(?<![\p{L}\p{N}])[A-Za-z]{1,10}[-_]?\d{3,}(?![\p{L}\p{N}])/gu) ?? []
}

/** The texts of a case: everything it is given, the answers it expects, and what runs of it gave. */
export function leakSource(testCase: TestCase, outputs: readonly unknown[] = []): LeakSource {
  const { case_id, inputs, query, turns = [], expected_outputs, assertions } = testCase
  const expected = [...assertions, ...turns.flatMap((turn) => turn.assertions)].filter(({ type }) => !isRubric(type))
  const expectedValues = expected.map((assertion) => ('value' in assertion ? assertion.value : undefined))
  return {
    caseId: case_id,
    inputs: textsIn([inputs, query, turns.map((turn) => [turn.query, turn.inputs])]),
    answers: textsIn([expected_outputs, turns.map((turn) => turn.expected_outputs), expectedValues, outputs]),
  }
}

/** Criteria in words, code and patterns say what is wanted in general: a rule may say it too. */
function isRubric(type: string): boolean {
  return /rubric|g-eval|select|javascript|python|regex|schema|closedqa/.test(type)
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}
