import type { TestResult } from '@autoopt/collector'

/** A score from here on leaves nothing to learn. */
const nearlyFull = 0.95

/** Whether a run can teach something: it failed, or it passed with a score that leaves room, as judges give them. */
export function fallsShort({ status, score }: Pick<TestResult, 'status' | 'score'>): boolean {
  return status === 'passed' ? (score ?? 1) < nearlyFull : status !== 'infra_error'
}
