/**
 * Follows a run to its end, through a stream that may break. A request that was sent is never sent again, since that would run
 * the app twice: a run whose stream broke is looked up by its id, and waited for.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { RunEvent } from '@autoopt/trace'
import type { DifyError } from '../errors.ts'
import { errorOfAnswer } from '../request/error-of-answer.ts'
import { readEvents, StreamCut } from './read-events.ts'
import { recoverRun, type RecoverOptions } from './recover-run.ts'

export interface FollowOptions extends RecoverOptions {
  readonly idleTimeoutMs: number
  /** Asks the server to stop a task. */
  readonly stop: (taskId: string) => Promise<void>
}

const stopPatienceMs = 5000

/**
 * @returns the events of the run. One whose stream broke ends with a `workflow_finished` made from its record, marked
 * `recovered`; the events between are lost.
 * @throws the error of an `error` event that no end of a workflow came before; `DifyStreamError` when nothing can be found out.
 */
export async function* followRun(
  stream: ReadableStream<Uint8Array>,
  options: FollowOptions,
): AsyncGenerator<RunEvent & { readonly recovered?: true }> {
  const { idleTimeoutMs, signal } = options
  let taskId: string | undefined
  let runId: string | undefined
  let hasEnded = false
  try {
    for await (const event of readEvents(stream, { idleTimeoutMs, signal })) {
      taskId = textOf(event['task_id']) ?? taskId
      runId = textOf(event['workflow_run_id']) ?? runId
      const kind = event['event']
      // A chatflow that failed says so twice: at its end, and once more in an `error`.
      if (kind === 'error' && !hasEnded) throw errorOfEvent(event, options)
      if (kind === 'workflow_finished' || kind === 'message_end') hasEnded = true
      if (typeof kind === 'string') yield event as unknown as RunEvent
    }
    if (hasEnded) return
    throw new StreamCut('the stream ended before the run did')
  } catch (error) {
    if (signal?.aborted) {
      if (taskId !== undefined && !hasEnded) await stopQuietly(taskId, options)
      throw signal.reason
    }
    if (!(error instanceof StreamCut)) throw error
    // What comes after the end of a run tells nothing that is needed.
    if (hasEnded) return
    yield await recoverRun(runId, { ...options, cut: error })
  }
}

function errorOfEvent(event: Readonly<Record<string, unknown>>, { transport, call }: FollowOptions): DifyError {
  const status = typeof event['status'] === 'number' ? event['status'] : 500
  const message = transport.redact(textOf(event['message']) ?? '')
  return errorOfAnswer({ status, code: textOf(event['code']), message }, { call, host: transport.host })
}

async function stopQuietly(taskId: string, { stop }: FollowOptions): Promise<void> {
  const patience = new AbortController()
  // The caller has left already: what the server says to that changes nothing.
  await Promise.race([stop(taskId).catch(() => {}), delay(stopPatienceMs, undefined, patience).catch(() => {})])
  patience.abort()
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
