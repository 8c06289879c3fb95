import type { LanguageModelV4GenerateResult, LanguageModelV4Middleware } from '@ai-sdk/provider'
import type { AnswerCache } from './answer-cache.ts'
import { AnswerBuilder } from './answer-builder.ts'
import { cacheKey, type CacheScope } from './cache-key.ts'
import { cachedAnswer, revivedAnswer } from './cached-answer.ts'
import { streamAnswer } from './stream-answer.ts'
import { tapStream } from './tap-stream.ts'

/** Which cache, and whose answers. */
export interface CacheAnswersOptions {
  readonly cache: AnswerCache
  readonly scope: CacheScope
}

/**
 * Middleware that answers a call again as it was answered before. Goes outside all that counts, limits and retries.
 *
 * Only whole answers are kept. A cached one says `is_cached` in its `providerMetadata.autoopt` and cost nothing.
 */
export function cacheAnswers({ cache, scope }: CacheAnswersOptions): LanguageModelV4Middleware {
  const keep = async (key: string, result: LanguageModelV4GenerateResult) => {
    const answer = cachedAnswer(result)
    if (answer !== undefined) await cache.write(key, answer)
  }
  return {
    specificationVersion: 'v4',
    async wrapGenerate({ doGenerate, params }) {
      const key = cacheKey(scope, params)
      const known = await cache.read(key)
      if (known !== undefined) return revivedAnswer(known)
      const result = await doGenerate()
      await keep(key, result)
      return result
    },
    async wrapStream({ doStream, params }) {
      const key = cacheKey(scope, params)
      const known = await cache.read(key)
      if (known !== undefined) return { stream: streamAnswer(revivedAnswer(known)) }
      const result = await doStream()
      const builder = new AnswerBuilder()
      const stream = tapStream(result.stream, {
        part: (part) => (builder.add(part), part),
        async finished() {
          const answer = builder.answer()
          if (answer) await keep(key, answer)
        },
      })
      return { ...result, stream }
    },
  }
}
