import type { TestResult } from '@autoopt/collector'
import { z } from 'zod'

const change = z.looseObject({ baseline: z.number(), candidate: z.number() })

/** What a run takes with either variant. Runs without a score are not in it. */
export const usageChangeSchema = z.looseObject({
  /** Mean; `null` when the price of a run is unknown. */
  cost_usd: change.nullable(),
  /** Means: how long prompts and answers are. */
  input_tokens: change,
  output_tokens: change,
  total_tokens: change,
  /** Mean and 95th percentile (nearest rank). */
  mean_ms: change,
  p95_ms: change,
})
export type UsageChange = z.infer<typeof usageChangeSchema>

/** Compares what runs of two variants took; each side needs at least one. */
export function usageChange(baseline: readonly TestResult[], candidate: readonly TestResult[]): UsageChange {
  const compare = (measure: (results: readonly TestResult[]) => number): z.infer<typeof change> => ({
    baseline: measure(baseline),
    candidate: measure(candidate),
  })
  const isPriced = [...baseline, ...candidate].every(({ total_cost_usd }) => total_cost_usd !== null)
  return {
    cost_usd: isPriced ? compare((results) => meanOf(results, ({ total_cost_usd }) => total_cost_usd ?? 0)) : null,
    input_tokens: compare((results) => meanOf(results, ({ input_tokens }) => input_tokens)),
    output_tokens: compare((results) => meanOf(results, ({ output_tokens }) => output_tokens)),
    total_tokens: compare((results) => meanOf(results, ({ total_tokens }) => total_tokens)),
    mean_ms: compare((results) => meanOf(results, ({ elapsed_ms }) => elapsed_ms)),
    p95_ms: compare(percentile95),
  }
}

function meanOf(results: readonly TestResult[], read: (result: TestResult) => number): number {
  return results.reduce((sum, result) => sum + read(result), 0) / results.length
}

function percentile95(results: readonly TestResult[]): number {
  const sorted = results.map(({ elapsed_ms }) => elapsed_ms).toSorted((one, other) => one - other)
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0
}
