import type { AssertionResult } from './assertion-result.ts'
import type { TestStatus } from './test-status.ts'

export interface CaseScore {
  readonly status: Exclude<TestStatus, 'infra_error'>
  /** In 0…1. */
  readonly score: number
  readonly gate_failed: boolean
  readonly unasserted: boolean
}

/**
 * Scores a case that ran: the mean of its assertions' scores by weight, and passed only when each of them holds. Assertions of
 * weight 0 that are no gates are observed and change nothing. Without any that counts, running is enough to pass.
 */
export function scoreCase(assertions: readonly AssertionResult[]): CaseScore {
  const counted = assertions.filter(({ weight, gate }) => weight > 0 || gate)
  const passed = counted.every((assertion) => assertion.passed)
  return {
    status: passed ? 'passed' : 'failed',
    score: weightedScore(counted) ?? (passed ? 1 : 0),
    gate_failed: counted.some((assertion) => assertion.gate && !assertion.passed),
    unasserted: counted.length === 0,
  }
}

/** Undefined when nothing has a weight. Weights are taken relative to the largest, so that their sum stays finite. */
function weightedScore(assertions: readonly AssertionResult[]): number | undefined {
  const largest = Math.max(0, ...assertions.map(({ weight }) => weight))
  if (largest === 0) return undefined
  let total = 0
  let sum = 0
  for (const { weight, score } of assertions) {
    total += weight / largest
    sum += (weight / largest) * score
  }
  return Math.min(1, sum / total)
}
