import { deepmergeCustom } from 'deepmerge-ts'
import { z } from 'zod'
import { rateLimitSchema } from './rate-limit.ts'
import { retryPolicySchema } from './retry-policy.ts'
import { withoutDefaults } from './without-defaults.ts'

/** When a run ends early. What is absent never stops a run. */
export const stopConditionsSchema = z.strictObject({
  max_failed_cases: z.int().min(1).optional().meta({ description: 'Cases that may fail before the run stops.' }),
  max_consecutive_errors: z
    .int()
    .min(1)
    .default(10)
    .meta({ description: 'Infrastructure errors in a row after which the target counts as down.' }),
  max_duration_ms: z.int().min(1).optional().meta({ description: 'Wall time of the run in milliseconds.' }),
  max_calls: z.int().min(1).optional().meta({ description: 'Model calls of every role, retries included.' }),
  max_tokens: z.int().min(1).optional().meta({ description: 'Tokens of every role, in and out.' }),
  max_cost_usd: z.number().positive().optional().meta({ description: 'Dollars spent on every role.' }),
})
export type StopConditions = z.infer<typeof stopConditionsSchema>

/** Share of results lost to the infrastructure above which a run is invalid, where nobody says another. */
export const defaultMaxErrorRate = 0.2

/** How the cases of a plan are run. */
export const executionPolicySchema = z.strictObject({
  max_concurrency: z.int().min(1).max(10_000).default(4).meta({ description: 'Cases that run at the same time.' }),
  batch_size: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'Cases that are started before waiting for all of them. Default: no batches.' }),
  batch_pause_ms: z.int().min(0).default(0).meta({ description: 'Milliseconds between two batches.' }),
  rate_limit: rateLimitSchema.optional().meta({ description: 'Upper bounds on how fast cases start.' }),
  retry: retryPolicySchema.prefault({}).meta({ description: 'How a case whose run broke is tried again.' }),
  case_timeout_ms: z
    .int()
    .min(1)
    .default(300_000)
    .meta({ description: 'Milliseconds that one try of one case may take.' }),
  stop: stopConditionsSchema.prefault({}).meta({ description: 'When to end the run early.' }),
  max_error_rate: z
    .number()
    .min(0)
    .max(1)
    .default(defaultMaxErrorRate)
    .meta({ description: 'Share of cases lost to infrastructure errors above which the run is invalid.' }),
  repeat: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .meta({ description: 'Runs of each case, to tell flaky answers from wrong ones.' }),
  seed: z.int().min(0).default(0).meta({ description: 'Seed of every random choice: order, sampling, splits.' }),
})
export type ExecutionPolicy = z.infer<typeof executionPolicySchema>

/** Some keys of an {@link ExecutionPolicy}, to be laid over another; without defaults. */
export const executionOverridesSchema = withoutDefaults(executionPolicySchema)
export type ExecutionOverrides = z.infer<typeof executionOverridesSchema>

/** The policy that results when each layer is laid over the one before it; lists are replaced. */
export function resolveExecutionPolicy(...layers: readonly ExecutionOverrides[]): ExecutionPolicy {
  return executionPolicySchema.parse(deepmergeCustom({ mergeArrays: false })({}, ...layers))
}
