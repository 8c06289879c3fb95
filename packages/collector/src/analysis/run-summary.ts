import { z } from 'zod'
import { performanceMetricsSchema } from './metrics-schemas.ts'

/** What a run came to. It follows from the rows of the run and from nothing else, whatever their order. */
export const runSummarySchema = z.looseObject({
  /** False when more was lost to the infrastructure than the run allows: then its rates say little. */
  valid: z.boolean(),
  max_infra_error_rate: z.number().min(0).max(1),
  /** What the figures mean, in plain sentences. */
  findings: z.array(z.string()),
  /** Of all workflows and variants together. */
  metrics: performanceMetricsSchema,
  variants: z.array(
    z.looseObject({ workflow_id: z.string(), variant_id: z.string(), metrics: performanceMetricsSchema }),
  ),
})
export type RunSummary = z.infer<typeof runSummarySchema>
