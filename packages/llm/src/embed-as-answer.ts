import type {
  EmbeddingModelV4,
  EmbeddingModelV4CallOptions,
  EmbeddingModelV4Result,
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4FilePart,
  LanguageModelV4GenerateResult,
  LanguageModelV4TextPart,
} from '@ai-sdk/provider'
import { z } from 'zod'

/*
 * An embedding model in the clothes of one that answers, so that everything that stands around calls of models (cache, retries,
 * limits, ledger, typed errors) works for embeddings as it is. The texts are the parts of one message, the vectors are the answer.
 */

/** A language model whose answer to a message is the embeddings of its parts, as JSON. It never streams. */
export function answerWithEmbeddings(model: EmbeddingModelV4): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: {},
    doGenerate: async (options) => toAnswer(await model.doEmbed(toEmbedOptions(options))),
    doStream: async () => Promise.reject(new Error('Embeddings are not streamed')),
  }
}

/** The embedding model behind such a language model, and whatever stands around that. */
export function embedByAnswering(model: LanguageModelV4, bare: EmbeddingModelV4): EmbeddingModelV4 {
  return {
    specificationVersion: 'v4',
    provider: bare.provider,
    modelId: bare.modelId,
    maxEmbeddingsPerCall: bare.maxEmbeddingsPerCall,
    supportsParallelCalls: bare.supportsParallelCalls,
    doEmbed: async (options) => toEmbeddings(await model.doGenerate(toQuestion(options))),
  }
}

function toQuestion({ values, dimensions, ...rest }: EmbeddingModelV4CallOptions): LanguageModelV4CallOptions {
  return {
    ...rest,
    // Nothing is written, so no tokens need to be reserved for it.
    maxOutputTokens: 0,
    // Keeps the vectors of a text apart from an answer to it, in the cache.
    responseFormat: { type: 'json', name: 'embeddings' },
    // A number that a cache tells apart, in a place that is free.
    ...(dimensions !== undefined && { topK: dimensions }),
    prompt: [{ role: 'user', content: values.map((text) => ({ type: 'text' as const, text })) }],
  }
}

function toEmbedOptions(options: LanguageModelV4CallOptions): EmbeddingModelV4CallOptions {
  const { prompt, topK, headers, abortSignal, providerOptions } = options
  return {
    values: prompt.flatMap((message) => (message.role === 'user' ? message.content.flatMap(textOf) : [])),
    ...(topK !== undefined && { dimensions: topK }),
    ...(headers && { headers: headers as Record<string, string> }),
    ...(abortSignal && { abortSignal }),
    ...(providerOptions && { providerOptions }),
  }
}

function textOf(part: LanguageModelV4TextPart | LanguageModelV4FilePart): string[] {
  return part.type === 'text' ? [part.text] : []
}

function toAnswer({ embeddings, usage, warnings }: EmbeddingModelV4Result): LanguageModelV4GenerateResult {
  const tokens = usage?.tokens
  return {
    content: [{ type: 'text', text: JSON.stringify(embeddings) }],
    finishReason: { unified: 'stop', raw: undefined },
    usage: {
      inputTokens: { total: tokens, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 0, text: undefined, reasoning: undefined },
    },
    warnings,
  }
}

const embeddingsSchema = z.array(z.array(z.number()))

function toEmbeddings({ content, usage, providerMetadata }: LanguageModelV4GenerateResult): EmbeddingModelV4Result {
  const [part] = content
  const embeddings = embeddingsSchema.parse(JSON.parse(part?.type === 'text' ? part.text : ''))
  const tokens = usage.inputTokens.total
  return {
    embeddings,
    ...(tokens !== undefined && { usage: { tokens } }),
    ...(providerMetadata && { providerMetadata }),
    warnings: [],
  }
}
