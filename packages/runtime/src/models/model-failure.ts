import { recordOf } from '../app/untyped.ts'
import { NodeError, RuntimeError } from '../errors.ts'
import type { ResolvedModel } from '../nodes/node-runner.ts'

/**
 * The failure of a model call as a failure of its node, with Dify's name for it.
 *
 * @returns the error itself when it is no failure of the model and must end the run: a budget that is used up, a run that is stopped.
 */
export function modelFailure(error: unknown, model: ResolvedModel, signal: AbortSignal): unknown {
  if (signal.aborted || error instanceof RuntimeError) return error
  const type = model.errorType === undefined ? typeByStatus(error) : model.errorType(error)
  if (type === undefined) return error
  return new NodeError(error instanceof Error ? error.message : String(error), { type, cause: error })
}

/** What an error of the AI SDK tells. */
function typeByStatus(error: unknown): string {
  const { statusCode } = recordOf(error)
  if (typeof statusCode !== 'number') return 'InvokeError'
  if (statusCode === 401 || statusCode === 403) return 'InvokeAuthorizationError'
  if (statusCode === 429) return 'InvokeRateLimitError'
  return statusCode >= 500 ? 'InvokeServerUnavailableError' : 'InvokeBadRequestError'
}
