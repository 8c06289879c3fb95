import { z } from 'zod'

const count = z.int().min(0)
const dollars = z.number().min(0).nullable()

/** What became of one variant of one workflow. */
export const variantSummarySchema = z.looseObject({
  manifest_id: z.string(),
  workflow_id: z.string(),
  variant_id: z.string(),
  /** Results that a complete run has: cases times repeats. */
  expected: count,
  finished: count,
  passed: count,
  failed: count,
  error: count,
  infra_error: count,
  /** Results without an assertion that counts. */
  unasserted: count,
  /** Mean over the results that have a score, by the weight of their cases; `null` when none has. */
  mean_score: z.number().min(0).max(1).nullable(),
  /** Passed results among those that have a score; `null` when none has. */
  pass_rate: z.number().min(0).max(1).nullable(),
  /** Cases marked `must_pass` that did not pass, in order. At most 100. */
  must_pass_failures: z.array(z.string()),
  input_tokens: count,
  output_tokens: count,
  total_tokens: count,
  total_cost_usd: dollars,
  judge_tokens: count,
  judge_cost_usd: dollars,
})
export type VariantSummary = z.infer<typeof variantSummarySchema>

/**
 * `summary.json` of a run folder. It follows from the rows and the manifests alone: the same rows in any order give the same
 * summary, to the last digit. Times are not in it; they are in the rows.
 */
export const runSummarySchema = z.looseObject({
  format: z.literal(1),
  run_id: z.string(),
  /** Whether every case has a result. */
  complete: z.boolean(),
  /** Whether the results can be trusted: not when too many were lost to infrastructure failures. */
  valid: z.boolean(),
  /** Why the run is invalid, and what to do; `null` when it is valid. */
  invalid_reason: z.string().nullable(),
  expected: count,
  finished: count,
  infra_error: count,
  /** Share of the results that infrastructure failures took. */
  infra_error_rate: z.number().min(0).max(1),
  /** Whether simulated models answered some of it. */
  simulated: z.boolean(),
  variants: z.array(variantSummarySchema),
})
export type RunSummary = z.infer<typeof runSummarySchema>
