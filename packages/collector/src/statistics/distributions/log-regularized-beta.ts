import { continuedFraction } from './continued-fraction.ts'
import { deviance } from './deviance.ts'
import { stirlingError } from './stirling-error.ts'

/**
 * ln I_x(a, b): the log of the probability that a Beta(a, b) variable is at most `x`, for a, b > 0 and `x` in [0, 1]. The log keeps
 * tails that a double does not. DLMF 8.17.22 (continued fraction) and 8.17.4 (I_x(a, b) = 1 − I_{1−x}(b, a)).
 */
export function logRegularizedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return -Infinity
  if (x >= 1) return 0
  if (x < (a + 1) / (a + b + 2)) return logByFraction(x, a, b)
  return Math.log1p(-Math.exp(logByFraction(1 - x, b, a)))
}

function logByFraction(x: number, a: number, b: number): number {
  const fraction = continuedFraction(1, (index) => ({ numerator: coefficient(x, { a, b, index }), denominator: 1 }))
  return logFront(x, a, b) - Math.log(a * fraction)
}

function coefficient(x: number, { a, b, index }: { a: number; b: number; index: number }): number {
  const half = Math.floor(index / 2)
  const at = a + index
  return index % 2 === 0
    ? (half * (b - half) * x) / ((at - 1) * at)
    : (-(a + half) * (a + b + half) * x) / ((at - 1) * at)
}

/** ln (x^a (1 − x)^b / B(a, b)), arranged as a binomial probability is by Loader, so that large parameters lose no digits. */
function logFront(x: number, a: number, b: number): number {
  const sum = a + b
  return (
    0.5 * Math.log((a * (b / sum)) / (2 * Math.PI)) -
    deviance(a, sum * x) -
    deviance(b, sum * (1 - x)) +
    stirlingError(sum) -
    stirlingError(a) -
    stirlingError(b)
  )
}
