import { regularizedGamma } from './regularized-gamma.ts'

/** P(Z ≤ z) of the standard normal distribution: half the incomplete gamma function of z² / 2 (DLMF 7.11.2). */
export function normalCdf(z: number): number {
  const { lower, upper } = regularizedGamma(0.5, (z * z) / 2)
  return z < 0 ? upper / 2 : 0.5 + lower / 2
}
