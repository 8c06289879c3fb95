import { normalCdf } from './distributions/normal-cdf.ts'
import { normalQuantile } from './distributions/normal-quantile.ts'
import { sortedQuantile } from './sorted-quantile.ts'

/** What a bootstrap found. */
export interface BootstrapDistribution {
  readonly estimate: number
  /** The statistic of each resample, in ascending order. */
  readonly resampled: Float64Array
  /** The statistic with each unit left out in turn. */
  readonly jackknife: readonly number[]
}

export type BcaLimits =
  | { readonly low: number; readonly high: number }
  /** Why the limits are not defined, as the end of a sentence. */
  | { readonly undefinedBecause: string }

/**
 * The limits of the bias-corrected and accelerated bootstrap interval: B. Efron and R. J. Tibshirani, *An Introduction to the
 * Bootstrap* (1993), §14.3. `tail` is the probability in each tail, e.g. 0.025. Resamples equal to the estimate count half below it.
 */
export function bcaLimits(distribution: BootstrapDistribution, tail: number): BcaLimits {
  const acceleration = accelerationOf(distribution.jackknife)
  if (acceleration === undefined) return { undefinedBecause: 'leaving out any one unit leaves the same mean' }
  const bias = normalQuantile(shareBelow(distribution))
  if (!Number.isFinite(bias)) return { undefinedBecause: 'all resampled means lie on one side of the mean' }
  const share = (quantile: number): number => {
    const stretch = 1 - acceleration * (bias + quantile)
    return stretch > 0 ? normalCdf(bias + (bias + quantile) / stretch) : Number.NaN
  }
  const quantile = normalQuantile(tail)
  const low = sortedQuantile(distribution.resampled, share(quantile))
  const high = sortedQuantile(distribution.resampled, share(-quantile))
  if (Number.isNaN(low + high)) return { undefinedBecause: 'the differences are too skewed for so few units' }
  return { low, high }
}

/** The skewness of the jackknife values over 6; undefined when they are all the same. */
function accelerationOf(jackknife: readonly number[]): number | undefined {
  const mean = jackknife.reduce((sum, value) => sum + value, 0) / jackknife.length
  const squares = jackknife.reduce((sum, value) => sum + (mean - value) ** 2, 0)
  const cubes = jackknife.reduce((sum, value) => sum + (mean - value) ** 3, 0)
  const rounding = jackknife.length * (1e-14 * Math.abs(mean)) ** 2
  return squares <= rounding ? undefined : cubes / (6 * squares ** 1.5)
}

function shareBelow({ estimate, resampled }: BootstrapDistribution): number {
  const spread = (resampled.at(-1) ?? 0) - (resampled[0] ?? 0)
  // The same values added up in another order differ in their last bits.
  const tie = 1e-12 * spread
  let twice = 0
  for (const value of resampled) {
    if (value < estimate - tie) twice += 2
    else if (value <= estimate + tie) twice += 1
  }
  return twice / (2 * resampled.length)
}
