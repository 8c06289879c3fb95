import type { TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { ObservationStore, ResultFilter } from './observation-store.ts'

/**
 * How much of the Pareto frontier each variant holds: for each case 1, divided among those that tie for its best mean score. So a
 * variant that alone solves a case counts for more than one that shares all its successes. In the order of `variantIds`.
 */
export function frontierShares(
  variantIds: readonly string[],
  { cases, store, ...filter }: ResultFilter & { readonly cases: readonly TestCase[]; readonly store: ObservationStore },
): number[] {
  const shares = variantIds.map(() => 0)
  for (const { case_id: caseId } of cases) {
    const means = variantIds.map((variantId) => meanScore(store.results(variantId, { ...filter, caseId })))
    const best = Math.max(...means)
    if (best === Number.NEGATIVE_INFINITY) continue
    const tied = means.filter((mean) => mean === best).length
    for (const [index, mean] of means.entries()) if (mean === best) shares[index] = (shares[index] ?? 0) + 1 / tied
  }
  return shares
}

function meanScore(results: readonly TestResult[]): number {
  const scores = results.flatMap(({ score }) => (score === null ? [] : [score]))
  if (scores.length === 0) return Number.NEGATIVE_INFINITY
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}
