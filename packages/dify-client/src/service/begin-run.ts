import { DifyError, DifyNetworkError, DifyServerError, DifyTimeoutError } from '../errors.ts'
import type { Call } from '../request/transport.ts'
import { isUndone } from '../request/is-undone.ts'
import type { RecoveredEvent } from './finished-event.ts'
import { recoverRun, type RecoverOptions } from './recover-run.ts'

/** A run that was asked for: its stream, or its end when the answer was lost and the run was found. */
export type BegunRun = { readonly stream: ReadableStream<Uint8Array> } | { readonly ended: RecoveredEvent }

/**
 * Asks for a run, once, and once more only after answers that say that nothing began: a refusal, or a request that was never sent.
 * After any other lost answer the run is looked for, since the server may have begun it.
 * @throws what {@link recoverRun} throws when it is not found.
 */
export async function beginRun(call: Call, options: RecoverOptions): Promise<BegunRun> {
  const { transport } = options
  return transport.retried(call, async () => {
    try {
      return { stream: await transport.streamOnce(call) }
    } catch (error) {
      if (!(error instanceof DifyError)) throw error
      if (isRefusal(error))
        throw new DifyServerError(error.message, { ...error.context, isUndone: true }, { cause: error })
      if (isUndone(error) || !mayHaveBegun(error)) throw error
      return { ended: await recoverRun(undefined, { ...options, cut: error }) }
    }
  })
}

/** Dify words its own failures, and has not begun a run before the status of the stream; who says when to come back has not begun either. */
function isRefusal(error: DifyError): error is DifyServerError {
  if (!(error instanceof DifyServerError)) return false
  const { status, difyCode } = error.context
  return difyCode === 'internal_server_error' || (status === 503 && error.retryAfterMs !== undefined)
}

function mayHaveBegun(error: DifyError): boolean {
  return error instanceof DifyServerError || error instanceof DifyNetworkError || error instanceof DifyTimeoutError
}
