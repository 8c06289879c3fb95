import { z } from 'zod'

export const retryableErrorSchema = z.enum(['rate_limit', 'server_error', 'timeout', 'network'])
export type RetryableError = z.infer<typeof retryableErrorSchema>

/** How a call that failed for a passing reason is tried again. A `Retry-After` from the server outranks the backoff. */
export const retryPolicySchema = z
  .strictObject({
    max_attempts: z
      .int()
      .min(1)
      .max(100)
      .default(4)
      .meta({ description: 'Tries in all, the first one included; 1 never retries.' }),
    backoff: z
      .enum(['exponential', 'linear', 'constant'])
      .default('exponential')
      .meta({ description: 'How the delay grows from one retry to the next.' }),
    initial_delay_ms: z
      .int()
      .min(0)
      .default(500)
      .meta({ description: 'Milliseconds before the first retry, before jitter.' }),
    max_delay_ms: z.int().min(0).default(30_000).meta({ description: 'Upper bound of one delay in milliseconds.' }),
    multiplier: z.number().min(1).default(2).meta({ description: 'Growth factor of an exponential backoff.' }),
    jitter: z.enum(['full', 'none']).default('full').meta({
      description: '`full` draws each delay between 0 and its backoff, so that clients do not retry in step.',
    }),
    retry_on: z
      .array(retryableErrorSchema)
      .default(['rate_limit', 'server_error', 'timeout', 'network'])
      .meta({ description: 'Kinds of failure that are tried again; a wrong answer never is.' }),
  })
  .meta({ id: 'RetryPolicy' })
export type RetryPolicy = z.infer<typeof retryPolicySchema>
