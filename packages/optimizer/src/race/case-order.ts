import { createRandom } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { ObservationStore } from './observation-store.ts'

const firstChunk = 6
const secondChunk = 10
const passingInFirst = 2

export interface CaseOrderOptions {
  readonly incumbentId: string
  readonly store: ObservationStore
  readonly seed: number | string
  /** The draws of the incumbent that tell what it fails. */
  readonly repeats: readonly number[]
}

/**
 * The chunks of a race: 6 cases, 10 more, the rest. The first holds mostly cases that the incumbent fails and at least 2 that it
 * passes, where there are such, those that must pass before others; within that the order is random.
 */
export function chunkCases(cases: readonly TestCase[], options: CaseOrderOptions): TestCase[][] {
  const shuffled = createRandom(options.seed).shuffle(cases)
  const failing = shuffled.filter((testCase) => fails(testCase, options))
  const failed = new Set(failing)
  const passing = mustPassFirst(shuffled.filter((testCase) => !failed.has(testCase)))
  const kept = Math.min(passing.length, Math.max(passingInFirst, firstChunk - failing.length))
  const first = [...failing.slice(0, firstChunk - kept), ...passing.slice(0, kept)].slice(0, firstChunk)
  const chosen = new Set(first)
  const others = mustPassFirst(shuffled.filter((testCase) => !chosen.has(testCase)))
  return [first, others.slice(0, secondChunk), others.slice(secondChunk)].filter((chunk) => chunk.length > 0)
}

function fails({ case_id: caseId }: TestCase, { incumbentId, store, repeats }: CaseOrderOptions): boolean {
  return store.results(incumbentId, { caseId, repeats }).some(({ status }) => status === 'failed' || status === 'error')
}

function mustPassFirst(cases: readonly TestCase[]): TestCase[] {
  return [...cases.filter(({ must_pass }) => must_pass), ...cases.filter(({ must_pass }) => !must_pass)]
}
