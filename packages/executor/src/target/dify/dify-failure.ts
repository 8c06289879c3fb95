import { InfrastructureError, type InfrastructureErrorClass } from '@autoopt/collector'
import { DifyError, DifyRateLimitError, DifyServerError, DifyStreamError, isUndone } from '@autoopt/dify-client'

const classOfCode: Readonly<Record<string, InfrastructureErrorClass>> = {
  'DIFY-AUTH-001': 'auth',
  'DIFY-AUTH-002': 'auth',
  'DIFY-ACCESS-001': 'auth',
  'DIFY-LIMIT-001': 'rate_limit',
  'DIFY-QUOTA-001': 'quota',
  'DIFY-MODEL-001': 'auth',
  'DIFY-SERVER-001': 'server',
  'DIFY-NETWORK-001': 'network',
  'DIFY-TIMEOUT-001': 'timeout',
}

/**
 * A failure of a call as a failure of the infrastructure; what is no `DifyError` stays what it is. A run that may have begun is
 * not to be run again: it would cost twice, so only what was refused or never sent is retried.
 */
export function difyFailure(error: unknown, { mayHaveRun }: { readonly mayHaveRun: boolean }): unknown {
  if (!(error instanceof DifyError)) return error
  const kind = classOfCode[original(error).code] ?? 'other'
  const wait = error instanceof DifyRateLimitError || error instanceof DifyServerError ? error.retryAfterMs : undefined
  return new InfrastructureError(error.message, {
    class: kind,
    cause: error,
    ...(mayHaveRun && !isUndone(error) && { retryable: false }),
    ...(wait !== undefined && { retryAfterMs: wait }),
  })
}

/** What a run was lost by. */
function original(error: DifyError): DifyError {
  return error instanceof DifyStreamError && error.cause instanceof DifyError ? error.cause : error
}
