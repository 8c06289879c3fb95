import type { LanguageModelUsage, ProviderMetadata } from 'ai'
import { z } from 'zod'

const tokens = z.int().min(0)

/** What one call of a reflection took. */
export const reflectionCallSchema = z.looseObject({
  input_tokens: tokens,
  output_tokens: tokens,
  /** `null` when nobody knows the price. */
  cost_usd: z.number().min(0).nullable(),
})
export type ReflectionCall = z.infer<typeof reflectionCallSchema>

/** Models that count money say so in their metadata, under `autoopt`; others only count tokens. */
const recordSchema = z.looseObject({ cost_usd: z.union([z.number().min(0), z.unknown().transform(() => null)]) })

export function callCost(result: {
  readonly usage: LanguageModelUsage
  readonly providerMetadata: ProviderMetadata | undefined
}): ReflectionCall {
  const record = recordSchema.safeParse(result.providerMetadata?.['autoopt'])
  return {
    input_tokens: result.usage.inputTokens ?? 0,
    output_tokens: result.usage.outputTokens ?? 0,
    cost_usd: record.data?.cost_usd ?? null,
  }
}
