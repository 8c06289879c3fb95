import { InvalidArgumentError } from '../errors.ts'
import { normalQuantile } from './distributions/normal-quantile.ts'
import type { PairedVariance } from './paired-variance.ts'
import { powerTarget, type PowerOptions, type PowerTarget } from './power-target.ts'
import { varianceOfCase } from './variance-of-case.ts'

/** Beyond so many units the normal approximation is right to the case, and the exact search slow. */
const mostSearchedUnits = 10_000

export interface RequiredCasesOptions extends PowerOptions {
  /** The mean difference that shall be found, in the unit of the scores; its sign does not matter. */
  readonly effect: number
  /** Runs of each variant on each case; 1 when left out. */
  readonly repeats?: number
}

/**
 * How many cases a paired comparison needs to find a true mean difference of `effect` with the asked power; never fewer than could
 * prove anything by their signs alone.
 *
 * @throws {@link InvalidArgumentError} when the effect is 0 or not finite, or a probability, count or variance is out of range.
 */
export function requiredCases(variance: PairedVariance, options: RequiredCasesOptions): number {
  const { effect, repeats = 1 } = options
  const target = powerTarget(options)
  const perCase = varianceOfCase(variance, repeats)
  if (!Number.isFinite(effect) || effect === 0)
    throw new InvalidArgumentError('effect', effect, 'a finite number other than 0')
  const least = Math.ceil(target.leastUnits * variance.casesPerUnit)
  const powerOf = (cases: number): number =>
    target.powerAt(Math.abs(effect) / Math.sqrt(perCase / cases), cases / variance.casesPerUnit)
  const about = approximate(target, perCase / effect ** 2)
  if (perCase === 0 || about === 0) return least
  if (about > mostSearchedUnits * variance.casesPerUnit)
    return Math.ceil(about + (variance.casesPerUnit * normalQuantile(target.tail) ** 2) / 2)
  let cases = Math.max(least, Math.ceil(about))
  while (powerOf(cases) < target.power) cases += 1
  while (cases > least && powerOf(cases - 1) >= target.power) cases -= 1
  return cases
}

/** The number that a test with known variance needs; `ratio` is the variance over the squared effect. */
function approximate({ tail, power }: PowerTarget, ratio: number): number {
  return (normalQuantile(1 - tail) + normalQuantile(power)) ** 2 * ratio
}
