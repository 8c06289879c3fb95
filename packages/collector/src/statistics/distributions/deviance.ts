/**
 * x ln(x / mean) + mean − x for x, mean > 0, without loss of digits where the two are close: half the deviance of a Poisson count.
 * C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000), function `bd0`.
 */
export function deviance(x: number, mean: number): number {
  const distance = x - mean
  if (Math.abs(distance) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - distance
  const ratio = distance / (x + mean)
  let sum = distance * ratio
  let term = 2 * x * ratio
  for (let odd = 3; ; odd += 2) {
    term *= ratio * ratio
    const next = sum + term / odd
    if (next === sum) return sum
    sum = next
  }
}
