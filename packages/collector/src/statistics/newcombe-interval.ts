import { TooFewObservationsError } from '../errors.ts'
import { requireCount } from './checks/require-count.ts'
import type { Interval } from './interval.ts'
import { wilsonInterval } from './wilson-interval.ts'

/** How many cases had which outcome with the two variants. */
export interface PairedOutcomes {
  /** Passed with both. */
  readonly both: number
  /** Passed with the candidate only. */
  readonly wins: number
  /** Passed with the baseline only. */
  readonly losses: number
  /** Passed with neither. */
  readonly neither: number
}

/**
 * The interval of the difference of two pass rates on the same cases, candidate minus baseline, between −1 and 1: method 10 of R. G.
 * Newcombe (Statistics in Medicine 17, 1998, 2635–2650), which adds the Wilson intervals of both rates in quadrature, less what their
 * correlation takes off.
 *
 * @throws {@link TooFewObservationsError} when there is no case.
 * @throws {@link InvalidArgumentError} when a count is not a count.
 */
export function newcombeInterval(outcomes: PairedOutcomes, options: { readonly level?: number } = {}): Interval {
  const { both, wins, losses, neither } = outcomes
  for (const [name, count] of Object.entries({ both, wins, losses, neither })) requireCount(name, count)
  const total = both + wins + losses + neither
  if (total === 0) throw new TooFewObservationsError('Newcombe interval', { count: 0, needed: 1 })
  const candidate = wilsonInterval({ successes: both + wins, total }, options)
  const baseline = wilsonInterval({ successes: both + losses, total }, options)
  const correlation = correlationOf(outcomes, total)
  const estimate = (wins - losses) / total
  return {
    estimate,
    low: estimate - reach(candidate.estimate - candidate.low, baseline.high - baseline.estimate, correlation),
    high: estimate + reach(candidate.high - candidate.estimate, baseline.estimate - baseline.low, correlation),
    level: candidate.level,
  }
}

/** The phi coefficient of the four counts; a positive one is corrected for continuity, which method 10 adds to method 8. */
function correlationOf({ both, wins, losses, neither }: PairedOutcomes, total: number): number {
  const margins = (both + wins) * (losses + neither) * (both + losses) * (wins + neither)
  if (margins === 0) return 0
  const product = both * neither - wins * losses
  return (product > 0 ? Math.max(0, product - total / 2) : product) / Math.sqrt(margins)
}

function reach(one: number, other: number, correlation: number): number {
  return Math.sqrt(Math.max(0, one * one - 2 * correlation * one * other + other * other))
}
