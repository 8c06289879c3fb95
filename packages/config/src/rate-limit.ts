import { z } from 'zod'

/** Upper bounds on how fast calls are sent; what is absent is unlimited. */
export const rateLimitSchema = z
  .strictObject({
    max_requests_per_minute: z.number().positive().optional().meta({ description: 'Calls started per minute.' }),
    max_tokens_per_minute: z.number().positive().optional().meta({ description: 'Tokens, in and out, per minute.' }),
    max_burst: z
      .int()
      .min(1)
      .default(1)
      .meta({ description: 'Calls that may start at once after a pause, before the rate applies.' }),
  })
  .meta({ id: 'RateLimit' })
export type RateLimit = z.infer<typeof rateLimitSchema>
