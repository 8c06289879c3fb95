import { hash } from 'node:crypto'

/**
 * Whether a case belongs to a share of all cases. The same for a seed, and smaller shares lie within larger ones, so that variants with
 * different shares have as many cases in common as can be.
 */
export function isInShare(caseId: string, { share, seed }: { readonly share: number; readonly seed: number }): boolean {
  if (share >= 1) return true
  const digits = hash('sha256', `${seed}\n${caseId}`).slice(0, 12)
  return Number.parseInt(digits, 16) / 16 ** 12 < share
}
