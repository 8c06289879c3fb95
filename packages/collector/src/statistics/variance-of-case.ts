import { InvalidArgumentError } from '../errors.ts'
import { requireCount } from './checks/require-count.ts'
import { requireNonNegative } from './checks/require-non-negative.ts'
import type { PairedVariance } from './paired-variance.ts'

/**
 * The variance of the difference of one case that is averaged over `repeats` runs of each variant.
 *
 * @throws {@link InvalidArgumentError} when a part of the variance is out of range, or `repeats` is not a count of at least 1.
 */
export function varianceOfCase(variance: PairedVariance, repeats: number): number {
  const { between, within, casesPerUnit } = variance
  requireNonNegative('variance.between', between)
  requireNonNegative('variance.within', within)
  if (!(Number.isFinite(casesPerUnit) && casesPerUnit >= 1))
    throw new InvalidArgumentError('variance.casesPerUnit', casesPerUnit, 'a number of at least 1')
  requireCount('repeats', repeats, 1)
  return between + within / repeats
}
