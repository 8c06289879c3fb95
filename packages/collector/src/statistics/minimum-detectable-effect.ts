import { requireCount } from './checks/require-count.ts'
import { solveIncreasing } from './distributions/solve-increasing.ts'
import type { PairedVariance } from './paired-variance.ts'
import { powerTarget, type PowerOptions } from './power-target.ts'
import { varianceOfCase } from './variance-of-case.ts'

export interface DetectableEffectOptions extends PowerOptions {
  readonly cases: number
  /** Runs of each variant on each case; 1 when left out. */
  readonly repeats?: number
}

/**
 * The smallest true mean difference, in the unit of the scores, that a paired comparison of so many cases and repeats would find with
 * the asked power: "with 24 cases and 3 repeats we could have seen 0.14".
 *
 * @returns `null` when the cases are too few to show any difference, however large: with u units p is never below 2⁻ᵘ.
 * @throws {@link InvalidArgumentError} when a count is not a count, or a probability or variance is out of range.
 */
export function minimumDetectableEffect(variance: PairedVariance, options: DetectableEffectOptions): number | null {
  const { cases, repeats = 1 } = options
  requireCount('cases', cases)
  const target = powerTarget(options)
  const units = cases / variance.casesPerUnit
  const standardError = Math.sqrt(varianceOfCase(variance, repeats) / cases)
  if (units < target.leastUnits) return null
  const shift = solveIncreasing((at) => target.powerAt(at, units), target.power, { from: 0, to: 4 })
  return shift * standardError
}
