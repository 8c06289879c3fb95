import type { LanguageModelV4Middleware } from '@ai-sdk/provider'
import { readCallTags } from './call-tags.ts'

/** Middleware that says in a header which draw a call is, for servers whose answers depend on nothing else: the simulator's. */
export const tellDraw: LanguageModelV4Middleware = {
  specificationVersion: 'v4',
  async transformParams({ params }) {
    const { repeat, draw } = readCallTags(params)
    const index = draw === 0 ? String(repeat) : `${repeat}.${draw}`
    return { ...params, headers: { 'x-repeat-index': index, ...params.headers } }
  },
}
