import type {
  JSONObject,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider'
import { z } from 'zod'

const count = z.number().optional()

/** A whole answer as it lies on disk. Requests are not kept. */
export const cachedAnswerSchema = z.looseObject({
  content: z
    .array(z.looseObject({ type: z.string() }))
    .transform((parts) => parts as unknown as LanguageModelV4Content[]),
  finish_reason: z.object({
    unified: z.enum(['stop', 'length', 'content-filter', 'tool-calls', 'error', 'interrupted', 'other']),
    raw: z.string().optional(),
  }),
  usage: z.object({
    input_tokens: z.object({ total: count, no_cache: count, cache_read: count, cache_write: count }),
    output_tokens: z.object({ total: count, text: count, reasoning: count }),
    raw: z
      .record(z.string(), z.json())
      .transform((usage) => usage as JSONObject)
      .optional(),
  }),
  model_id: z.string().optional(),
  provider_metadata: z
    .record(z.string(), z.record(z.string(), z.json()))
    .transform((metadata) => metadata as SharedV4ProviderMetadata)
    .optional(),
})
export type CachedAnswer = z.infer<typeof cachedAnswerSchema>

/** What of an answer is kept; absent when it failed, or holds files, which are not worth their place. */
export function cachedAnswer(result: LanguageModelV4GenerateResult): CachedAnswer | undefined {
  const isWhole = result.finishReason.unified !== 'error' && result.finishReason.unified !== 'interrupted'
  if (!isWhole || result.content.some(({ type }) => type === 'file' || type === 'reasoning-file')) return undefined
  const { inputTokens, outputTokens } = result.usage
  return {
    content: result.content,
    finish_reason: result.finishReason,
    usage: {
      input_tokens: {
        total: inputTokens.total,
        no_cache: inputTokens.noCache,
        cache_read: inputTokens.cacheRead,
        cache_write: inputTokens.cacheWrite,
      },
      output_tokens: { total: outputTokens.total, text: outputTokens.text, reasoning: outputTokens.reasoning },
      raw: result.usage.raw,
    },
    model_id: result.response?.modelId,
    provider_metadata: result.providerMetadata,
  }
}

/** The answer as it came, except that its record says that using it again costs nothing. */
export function revivedAnswer(answer: CachedAnswer): LanguageModelV4GenerateResult {
  const { input_tokens: input, output_tokens: output } = answer.usage
  return {
    content: answer.content,
    finishReason: { unified: answer.finish_reason.unified, raw: answer.finish_reason.raw },
    usage: {
      inputTokens: {
        total: input.total,
        noCache: input.no_cache,
        cacheRead: input.cache_read,
        cacheWrite: input.cache_write,
      },
      outputTokens: { total: output.total, text: output.text, reasoning: output.reasoning },
      ...(answer.usage.raw && { raw: answer.usage.raw }),
    },
    providerMetadata: {
      ...answer.provider_metadata,
      autoopt: { ...answer.provider_metadata?.['autoopt'], cost_usd: 0, is_cached: true } satisfies JSONObject,
    },
    ...(answer.model_id !== undefined && { response: { modelId: answer.model_id } }),
    warnings: [],
  }
}
