import { runSummarySchema } from '@autoopt/collector'
import { z } from 'zod'

const count = z.int().min(0)

/**
 * `summary.json` of a run folder. It follows from `manifest.json` and the rows of `results.jsonl`: the same rows in any order give the
 * same summary, to the last digit.
 */
export const runFolderSummarySchema = runSummarySchema.extend({
  format: z.literal(1),
  run_id: z.string(),
  /** Whether every case has a result. */
  complete: z.boolean(),
  /** Results that a complete run has, over all variants and repeats. */
  expected: count,
  /** Results that there are, those lost to the infrastructure among them. */
  finished: count,
})
export type RunFolderSummary = z.infer<typeof runFolderSummarySchema>
