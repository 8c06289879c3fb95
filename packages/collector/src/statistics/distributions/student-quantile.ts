import { solveIncreasing } from './solve-increasing.ts'
import { studentCdf } from './student-cdf.ts'

/** The t with P(T ≤ t) = `probability` of Student's t distribution with `degrees` > 0 of freedom; −∞ at 0, ∞ at 1. */
export function studentQuantile(probability: number, degrees: number): number {
  if (probability <= 0) return -Infinity
  if (probability >= 1) return Infinity
  if (probability > 0.5) return -studentQuantile(1 - probability, degrees)
  return -solveIncreasing((t) => -studentCdf(-t, degrees), -probability, { from: 0, to: 2 })
}
