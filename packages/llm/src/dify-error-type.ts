import {
  CircuitOpenError,
  ModelAccessError,
  ModelNetworkError,
  ModelQuotaError,
  ModelRateLimitError,
  ModelRequestError,
  ModelResponseError,
  ModelServerError,
  ModelTimeoutError,
} from './errors.ts'

/**
 * What Dify calls the failure of a model call: `error_type` of its nodes.
 *
 * @returns `undefined` for errors that Dify does not have: of budgets, prices and configuration, and anything that is no model error.
 */
export function difyErrorType(error: unknown): string | undefined {
  return names.find(([kind]) => error instanceof kind)?.[1]
}

const names = [
  [ModelRateLimitError, 'InvokeRateLimitError'],
  [ModelQuotaError, 'InvokeRateLimitError'],
  [ModelAccessError, 'InvokeAuthorizationError'],
  [ModelRequestError, 'InvokeBadRequestError'],
  [ModelServerError, 'InvokeServerUnavailableError'],
  [ModelResponseError, 'InvokeServerUnavailableError'],
  [ModelTimeoutError, 'InvokeConnectionError'],
  [ModelNetworkError, 'InvokeConnectionError'],
  [CircuitOpenError, 'InvokeConnectionError'],
] as const
