import { pairedVariance, posteriorDifference, requiredCases } from '@autoopt/collector'
import type { JudgeOptions } from './judge-finalists.ts'

/**
 * How many more cases would prove a finalist, 4 times in 5, if its true gain is what is believed of it now (less than what was seen).
 * 0 when chance alone kept these cases from proving it.
 */
export function extraCases(
  variantId: string,
  { baseline, cases, store, phase, repeats, alpha = 0.05 }: JudgeOptions,
): number {
  const pairs = store.pairs(cases, { baseline: baseline.variant_id, candidate: variantId, phase, repeats })
  const effect = posteriorDifference(pairs).mean
  const needed = requiredCases(pairedVariance(pairs), { effect, alpha, repeats: Math.max(1, repeats.length) })
  return Math.max(0, needed - pairs.length)
}
