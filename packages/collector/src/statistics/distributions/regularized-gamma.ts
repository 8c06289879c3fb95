import { continuedFraction } from './continued-fraction.ts'
import { deviance } from './deviance.ts'
import { stirlingError } from './stirling-error.ts'

/** The two parts of the gamma integral, which add up to 1; each is exact where it is small. */
export interface RegularizedGamma {
  /** P(a, x): the probability that a Gamma(a) variable is at most x. */
  readonly lower: number
  /** Q(a, x) = 1 − P(a, x). */
  readonly upper: number
}

/** P(a, x) and Q(a, x) for a > 0 and x ≥ 0. DLMF 8.11.4 (series, left of the mean) and 8.9.2 (continued fraction, right of it). */
export function regularizedGamma(a: number, x: number): RegularizedGamma {
  if (x <= 0) return { lower: 0, upper: 1 }
  if (x === Infinity) return { lower: 1, upper: 0 }
  const front = Math.sqrt(a / (2 * Math.PI)) * Math.exp(-deviance(a, x) - stirlingError(a))
  if (x < a + 1) {
    const lower = (front / a) * series(a, x)
    return { lower, upper: 1 - lower }
  }
  const upper =
    front /
    continuedFraction(x + 1 - a, (index) => ({
      numerator: -index * (index - a),
      denominator: x + 2 * index + 1 - a,
    }))
  return { lower: 1 - upper, upper }
}

function series(a: number, x: number): number {
  let sum = 1
  let term = 1
  for (let step = 1; ; step += 1) {
    term *= x / (a + step)
    const next = sum + term
    if (next === sum) return sum
    sum = next
  }
}
