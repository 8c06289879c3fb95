import { deviance } from './deviance.ts'
import { logRegularizedBeta } from './log-regularized-beta.ts'
import { normalCdf } from './normal-cdf.ts'
import { stirlingError } from './stirling-error.ts'

/**
 * P(T > t) of the noncentral t distribution T = (Z + shift) / √(χ² / degrees), for t ≥ 0, to about 14 decimals.
 *
 * The sum of R. V. Lenth, "Algorithm AS 243" (Applied Statistics 38, 1989), over whole and half counts alike; only the counts near
 * shift² / 2 add anything to it.
 */
export function noncentralStudentTail(t: number, degrees: number, shift: number): number {
  // What is left below t has a probability of less than 10⁻²², and the sum would have as many terms as the shift is large.
  if (shift >= 100 && t <= shift / 20) return 1
  const rate = (shift * shift) / 2
  const share = (t * t) / (t * t + degrees)
  const reach = 10 * Math.sqrt(rate) + 40
  let sum = 0
  for (let twice = Math.max(0, Math.floor(2 * (rate - reach))); twice <= 2 * (rate + reach); twice += 1) {
    const sign = shift < 0 && twice % 2 === 1 ? -1 : 1
    const below = Math.exp(logRegularizedBeta(share, (twice + 1) / 2, degrees / 2))
    sum += sign * poisson(twice / 2, rate) * below
  }
  return Math.min(1, Math.max(0, normalCdf(shift) - sum / 2))
}

/** e^−rate rate^count / Γ(count + 1). */
function poisson(count: number, rate: number): number {
  if (count === 0) return Math.exp(-rate)
  if (rate === 0) return 0
  return Math.exp(-deviance(count, rate) - stirlingError(count)) / Math.sqrt(2 * Math.PI * count)
}
