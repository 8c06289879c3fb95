import type {
  JSONObject,
  LanguageModelV4CallOptions,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider'
import { z } from 'zod'
import { estimateTokens } from './estimate-tokens.ts'
import type { ModelPrice } from './model-price.ts'
import { priceOfCall } from './price-of-call.ts'
import { promptText } from './prompt-text.ts'

const tokens = z.int().min(0)

/** What one call used. Stands under the name `autoopt` in the `providerMetadata` of its answer. */
export const callRecordSchema = z.object({
  input_tokens: tokens,
  output_tokens: tokens,
  cached_input_tokens: tokens,
  reasoning_tokens: tokens,
  /** Whether the server did not count, and the tokens are estimates. */
  is_estimated: z.boolean(),
  /** Dollars. `unknown` is not 0. */
  cost_usd: z.union([z.number().min(0), z.literal('unknown')]),
  /** Whether the answer came from the cache, and so cost nothing. */
  is_cached: z.boolean(),
})
export type CallRecord = z.infer<typeof callRecordSchema>

/** The record of a call that was made. */
export function callRecord(
  params: LanguageModelV4CallOptions,
  answer: { readonly usage: LanguageModelV4Usage; readonly outputText: string },
  price: ModelPrice | undefined,
): CallRecord {
  const { inputTokens, outputTokens } = answer.usage
  // No call has no input: servers that do not count report 0.
  const reported = inputTokens.total === 0 ? undefined : inputTokens.total
  const input = reported ?? estimateTokens(promptText(params))
  const output = outputTokens.total ?? estimateTokens(answer.outputText)
  const cachedInput = inputTokens.cacheRead ?? 0
  const cost = price && priceOfCall(price, { input, output, cachedInput, cacheWrite: inputTokens.cacheWrite })
  return {
    input_tokens: input,
    output_tokens: output,
    cached_input_tokens: cachedInput,
    reasoning_tokens: outputTokens.reasoning ?? 0,
    is_estimated: reported === undefined || outputTokens.total === undefined,
    cost_usd: cost ?? 'unknown',
    is_cached: false,
  }
}

/** The usage that an answer reports, with estimates where the server did not count. */
export function usageOf(record: CallRecord, reported: LanguageModelV4Usage): LanguageModelV4Usage {
  return {
    ...reported,
    inputTokens: { ...reported.inputTokens, total: record.input_tokens },
    outputTokens: { ...reported.outputTokens, total: record.output_tokens },
  }
}

/** The metadata of an answer with the record in it. */
export function withRecord(
  metadata: SharedV4ProviderMetadata | undefined,
  record: CallRecord,
): SharedV4ProviderMetadata {
  return { ...metadata, autoopt: record satisfies JSONObject }
}
