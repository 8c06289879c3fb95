import { z } from 'zod'

const recordSchema = z.object({
  autoopt: z.looseObject({ cost_usd: z.union([z.number().min(0), z.literal('unknown')]) }),
})

/** Dollars that an answer cost, as `providerMetadata.autoopt` of `@autoopt/llm` says; `null` when it does not. */
export function readCost(metadata: unknown): number | null {
  const parsed = recordSchema.safeParse(metadata)
  const cost = parsed.success ? parsed.data.autoopt.cost_usd : 'unknown'
  return cost === 'unknown' ? null : cost
}
