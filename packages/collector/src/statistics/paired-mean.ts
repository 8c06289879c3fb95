import type { PairedCase } from './paired-case.ts'
import { pairedUnits, type PairedUnit } from './paired-units.ts'
import { withoutRounding } from './without-rounding.ts'

/** The mean paired difference of some cases and how sure it is. */
export interface PairedMean {
  /** The mean over cases of candidate minus baseline, each case the mean of its repeats; 0 of no cases. */
  readonly difference: number
  /** Cluster-robust standard error of that mean, in the unit of the scores; `null` with fewer than two units. */
  readonly standardError: number | null
  readonly cases: number
  /** How many of them are independent: groups, and cases without a group. */
  readonly units: number
}

/**
 * Summarizes paired cases. With every case on its own the standard error is that of the paired t test; with groups it is
 * that of K.-Y. Liang and S. L. Zeger (Biometrika 73, 1986) times √(units / (units − 1)), as E. Miller, "Adding Error Bars to
 * Evals" (arXiv 2411.00640), advises for test cases.
 *
 * @throws {@link InvalidArgumentError} when a case has no score of a variant, or a score that is not finite.
 */
export function pairedMean(cases: readonly PairedCase[]): PairedMean {
  return meanOfUnits(pairedUnits(cases))
}

export function meanOfUnits(units: readonly PairedUnit[]): PairedMean {
  const cases = units.reduce((count, unit) => count + unit.cases.length, 0)
  const difference = cases === 0 ? 0 : units.reduce((sum, unit) => sum + unit.sum, 0) / cases
  const spread = units.reduce((sum, unit) => sum + deviation(unit, difference) ** 2, 0)
  const standardError = units.length < 2 ? null : Math.sqrt((spread * units.length) / (units.length - 1)) / cases
  return { difference, standardError, cases, units: units.length }
}

/** How far a unit's sum is from what the mean makes of it. */
function deviation(unit: PairedUnit, mean: number): number {
  const expected = unit.cases.length * mean
  return withoutRounding(unit.sum - expected, expected)
}
