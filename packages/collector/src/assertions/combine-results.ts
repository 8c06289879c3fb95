import type { AssertionResult } from '../results/assertion-result.ts'
import { sumUses } from '../judges/sum-uses.ts'

/**
 * One result for several runs of a node: the worst of them when all must hold (`all`), the best when one is enough (`any`). It says
 * which run that was, and bears what judging all of them took.
 */
export function combineResults(results: readonly AssertionResult[], which: 'all' | 'any'): AssertionResult {
  const sign = which === 'all' ? 1 : -1
  const rank = ({ passed, score }: AssertionResult): number => sign * (Number(passed) * 2 + score)
  const [first, ...others] = results
  if (first === undefined) throw new Error('There are no results to combine')
  const chosen = others.reduce((best, each) => (rank(each) < rank(best) ? each : best), first)
  if (others.length === 0) return chosen
  const uses = results.flatMap(({ judge }) => judge ?? [])
  return {
    ...chosen,
    reason: `Run ${results.indexOf(chosen) + 1} of ${results.length}: ${chosen.reason}`,
    ...(uses.length > 0 && { judge: sumUses(uses) }),
  }
}
