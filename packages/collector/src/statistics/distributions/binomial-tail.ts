import { logRegularizedBeta } from './log-regularized-beta.ts'

/** P(X ≥ `least`) of a Binomial(`trials`, `probability`) count (Abramowitz and Stegun 26.5.24). */
export function binomialTail(least: number, trials: number, probability: number): number {
  if (least <= 0) return 1
  if (least > trials) return 0
  return Math.exp(logRegularizedBeta(probability, least, trials - least + 1))
}
