import { withCallContext } from '@autoopt/llm'
import type { ResolveModel } from '@autoopt/runtime'

/** Each repeat of a case asks anew, also where a cache or a simulator would answer alike. */
export function inRepeat(resolve: ResolveModel, repeat: number): ResolveModel {
  return async (settings) => {
    const found = await resolve(settings)
    return { ...found, model: withCallContext(found.model, { repeat }) }
  }
}
