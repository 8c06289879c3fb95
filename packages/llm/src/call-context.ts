import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { wrapLanguageModel } from 'ai'
import { cacheKey } from './cache-key.ts'
import type { CallTags } from './call-tags.ts'

/** In whose name, and for which repeat, calls are made. */
export interface CallContext {
  /** Default: the role that the model was created with. */
  readonly role?: string
  /** Index of the repeat of a case, from 0. */
  readonly repeat?: number
}

/**
 * The same model for one run of a workflow. Calls of another repeat are draws of their own, and so is an identical call
 * that the same run makes again; the cache answers only the same call of the same repeat.
 */
export function withCallContext(model: LanguageModelV4, { role, repeat = 0 }: CallContext): LanguageModelV4 {
  const made = new Map<string, number>()
  const nextDraw = (params: LanguageModelV4CallOptions) => {
    const key = cacheKey({ provider: '', model: '', baseUrl: '' }, params)
    const draw = made.get(key) ?? 0
    made.set(key, draw + 1)
    return draw
  }
  return wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      async transformParams({ params }) {
        const tags = { repeat, draw: nextDraw(params), ...(role !== undefined && { role }) } satisfies CallTags
        return { ...params, providerOptions: { ...params.providerOptions, autoopt: tags } }
      },
    },
  })
}
