import { modelFailure } from '@autoopt/collector'
import type { ResolvedModel, ResolveModel } from '@autoopt/runtime'

/**
 * Makes failures of the infrastructure end a run, whatever the workflow does about errors: a fallback branch that a full rate limit
 * leads to says nothing about a prompt. Failures that the prompt may have caused stay what the workflow makes of them.
 */
export function watchModels(resolve: ResolveModel): ResolveModel {
  return async (settings) => {
    const found = await resolve(settings)
    return {
      model: found.model,
      ...(found.features === undefined ? {} : { features: found.features }),
      ...(found.callOptions === undefined ? {} : { callOptions: found.callOptions }),
      price: (usage) => found.price?.(usage),
      errorType: (error) => (modelFailure(error) === undefined ? typeOf(found, error) : undefined),
    }
  }
}

/** Dify's name for what is left when failures of the infrastructure are taken out. */
function typeOf(found: ResolvedModel, error: unknown): string | undefined {
  if (found.errorType !== undefined) return found.errorType(error)
  const isRefused = error instanceof Error && 'statusCode' in error
  return isRefused ? 'InvokeBadRequestError' : 'InvokeError'
}
