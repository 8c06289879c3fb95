import type { SliceMetrics } from '@autoopt/collector'
import type { RuleStrategy } from '@autoopt/config'
import type { PromptAnalysis } from '@autoopt/storage-core'

const unclearBelow = 60
const failingBelow = 0.5
const slowAboveSeconds = 10

/**
 * Chooses a rewrite by scores, then by measurements where there are some: what is unclear, or fails in most runs, is made clearer; what takes
 * more than ten seconds is made shorter; anything else gets a better structure.
 */
export function selectStrategy(
  { clarity_score }: Pick<PromptAnalysis, 'clarity_score'>,
  metrics?: Pick<SliceMetrics, 'success_rate' | 'avg_execution_time'>,
): Exclude<RuleStrategy, 'auto'> {
  if (clarity_score < unclearBelow) return 'clarity_focus'
  if ((metrics?.success_rate ?? 1) < failingBelow) return 'clarity_focus'
  if ((metrics?.avg_execution_time ?? 0) > slowAboveSeconds) return 'efficiency_focus'
  return 'structure_focus'
}
