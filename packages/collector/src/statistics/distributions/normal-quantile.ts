import { normalCdf } from './normal-cdf.ts'
import { solveIncreasing } from './solve-increasing.ts'

/** The z with P(Z ≤ z) = `probability` of the standard normal distribution; −∞ at 0, ∞ at 1. */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return -Infinity
  if (probability >= 1) return Infinity
  if (probability === 0.5) return 0
  if (probability > 0.5) return -normalQuantile(1 - probability)
  return solveIncreasing(normalCdf, probability, { from: -40, to: 0 })
}
