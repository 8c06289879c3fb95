/**
 * Follows a run to its end, through a stream that may break. A request that was sent is never sent again, since that would run
 * the app twice: a run whose stream broke is looked up by its id, and waited for.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { RunEvent } from '@autoopt/trace'
import { DifyError, DifyStreamError } from '../errors.ts'
import { errorOfAnswer } from '../request/error-of-answer.ts'
import type { Transport } from '../request/transport.ts'
import type { RunDetail } from '../records/run.ts'
import { readEvents, StreamCut } from './read-events.ts'

export interface FollowOptions {
  readonly transport: Transport
  readonly call: string
  readonly idleTimeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** Looks a run up; undefined when the server does not know it (yet), or cannot tell. */
  readonly lookUp: (runId: string) => Promise<RunDetail | undefined>
  /** Finds the id of a run that broke off before it said one; undefined when the server does not list it (yet). */
  readonly findRun: () => Promise<string | undefined>
  /** Asks the server to stop a task. */
  readonly stop: (taskId: string) => Promise<void>
  /** How long a run is waited for whose stream broke, in milliseconds. */
  readonly patienceMs: number
}

/** First pause between two looks at a run, in milliseconds; it doubles up to the second. */
const firstPauseMs = 250
const longestPauseMs = 5000
const stopPatienceMs = 5000
/** How long a run is looked for that had not said its id. */
const unknownPatienceMs = 60_000

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
    yield await recover(runId, { ...options, cut: error })
  }
}

async function recover(
  saidRunId: string | undefined,
  options: FollowOptions & { readonly cut: StreamCut },
): Promise<RunEvent & { readonly recovered: true }> {
  const { patienceMs, signal, cut, lookUp, findRun } = options
  const startedAt = performance.now()
  let runId = saidRunId
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const id = (runId ??= await lookQuietly(findRun))
    const detail = id === undefined ? undefined : await lookQuietly(async () => lookUp(id))
    if (id !== undefined && detail?.id && detail.finished_at != null) return finishedEvent(id, detail)
    // A run without an id may never have begun.
    const left =
      startedAt + (id === undefined ? Math.min(patienceMs, unknownPatienceMs) : patienceMs) - performance.now()
    if (left <= 0) break
    await delay(Math.min(pauseMs, left), undefined, { ...(signal && { signal }) }).catch(() => signal?.throwIfAborted())
  }
  if (runId === undefined) throw lost('and no run was found that it could be of', options, cut)
  throw lost(
    `and run ${runId} did not end within ${Math.round(patienceMs / 1000)} s, or cannot be looked up`,
    options,
    cut,
  )
}

/** A look that fails for a passing reason is one look less. */
async function lookQuietly<Found>(look: () => Promise<Found | undefined>): Promise<Found | undefined> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof DifyError && error.retryable !== undefined) return undefined
    throw error
  }
}

function finishedEvent(runId: string, detail: RunDetail): RunEvent & { readonly recovered: true } {
  const created_at = seconds(detail.created_at)
  return {
    event: 'workflow_finished',
    task_id: '',
    workflow_run_id: runId,
    recovered: true,
    data: {
      id: runId,
      workflow_id: detail.workflow_id ?? '',
      status: statusOf(detail.status),
      outputs: detail.outputs ?? null,
      error: detail.error ?? null,
      elapsed_time: detail.elapsed_time ?? 0,
      total_tokens: detail.total_tokens ?? 0,
      total_steps: detail.total_steps ?? 0,
      created_at,
      finished_at: seconds(detail.finished_at, created_at),
      exceptions_count: 0,
      files: [],
    },
  }
}

function statusOf(status: string | null | undefined): 'succeeded' | 'partial-succeeded' | 'failed' | 'stopped' {
  return status === 'succeeded' || status === 'partial-succeeded' || status === 'stopped' ? status : 'failed'
}

/** Old servers write times as dates. */
function seconds(time: number | string | null | undefined, otherwise = 0): number {
  if (typeof time === 'number') return time
  const parsed = time == null ? Number.NaN : Date.parse(time)
  return Number.isNaN(parsed) ? otherwise : parsed / 1000
}

function errorOfEvent(event: Readonly<Record<string, unknown>>, { transport, call }: FollowOptions): DifyError {
  const status = typeof event['status'] === 'number' ? event['status'] : 500
  const message = transport.redact(textOf(event['message']) ?? '')
  return errorOfAnswer({ status, code: textOf(event['code']), message }, { call, host: transport.host })
}

function lost(why: string, { transport, call }: FollowOptions, cause: StreamCut): DifyStreamError {
  const message = `The stream of ${call} broke off (${cause.message}), ${why}. The run may still go on; it was not started again.`
  return new DifyStreamError(message, { call, host: transport.host }, { cause })
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
