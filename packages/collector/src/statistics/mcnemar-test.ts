import type { Alternative } from './alternative.ts'
import { requireCount } from './checks/require-count.ts'
import { binomialTail } from './distributions/binomial-tail.ts'

export interface McnemarTestResult {
  /** 1 when no case changed its outcome. */
  readonly p: number
  readonly alternative: Alternative
  readonly wins: number
  readonly losses: number
}

/**
 * McNemar's test of two pass rates on the same cases, exact: the sign test on the cases that only one variant passed (Q. McNemar,
 * Psychometrika 12, 1947; its exact form: A. Agresti, *Categorical Data Analysis*, §10.1). `wins` are the cases that only the candidate passed,
 * `losses` those that only the baseline passed. Two-sided p is twice the smaller tail, at most 1. Count cases, not repeats.
 *
 * @throws {@link InvalidArgumentError} when a count is not a count.
 */
export function mcnemarTest(
  counts: { readonly wins: number; readonly losses: number },
  options: { readonly alternative?: Alternative } = {},
): McnemarTestResult {
  const { wins, losses } = counts
  const { alternative = 'greater' } = options
  requireCount('wins', wins)
  requireCount('losses', losses)
  return { p: probability(wins, losses, alternative), alternative, wins, losses }
}

function probability(wins: number, losses: number, alternative: Alternative): number {
  if (alternative === 'two-sided') return Math.min(1, 2 * binomialTail(Math.max(wins, losses), wins + losses, 0.5))
  return binomialTail(alternative === 'greater' ? wins : losses, wins + losses, 0.5)
}
