import { InvalidArgumentError, TooFewObservationsError } from '../errors.ts'
import { requireCount } from './checks/require-count.ts'
import { requireFraction } from './checks/require-fraction.ts'
import { normalQuantile } from './distributions/normal-quantile.ts'
import type { Interval } from './interval.ts'

/**
 * The score interval of a rate, between 0 and 1, without continuity correction: E. B. Wilson (JASA 22, 1927); method 3 of R. G.
 * Newcombe (Statistics in Medicine 17, 1998, 857–872). It takes each observation as independent: count cases, not repeats.
 *
 * @throws {@link TooFewObservationsError} when `total` is 0.
 * @throws {@link InvalidArgumentError} when a count is not a count, or more succeed than there are.
 */
export function wilsonInterval(
  counts: { readonly successes: number; readonly total: number },
  options: { readonly level?: number } = {},
): Interval {
  const { successes, total } = counts
  const { level = 0.95 } = options
  requireCount('total', total)
  requireCount('successes', successes)
  requireFraction('level', level)
  if (total === 0) throw new TooFewObservationsError('Wilson interval', { count: 0, needed: 1 })
  if (successes > total) throw new InvalidArgumentError('successes', successes, `at most the total, ${total}`)
  const z = normalQuantile((1 - level) / 2)
  const square = z * z
  const center = successes + square / 2
  const reach = -z * Math.sqrt((successes * (total - successes)) / total + square / 4)
  return {
    estimate: successes / total,
    low: successes === 0 ? 0 : (center - reach) / (total + square),
    high: successes === total ? 1 : (center + reach) / (total + square),
    level,
  }
}
