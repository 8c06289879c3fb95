import { logRegularizedBeta } from './log-regularized-beta.ts'

/** P(T ≤ t) of Student's t distribution with `degrees` > 0 of freedom (Abramowitz and Stegun 26.7.1). */
export function studentCdf(t: number, degrees: number): number {
  const square = t * t
  // Near the middle and far from it, each of the two forms keeps the digits that the other loses.
  const tail =
    square < 0.5
      ? 0.5 - Math.exp(logRegularizedBeta(square / (degrees + square), 0.5, degrees / 2)) / 2
      : Math.exp(logRegularizedBeta(degrees / (degrees + square), degrees / 2, 0.5)) / 2
  return t < 0 ? tail : 1 - tail
}
