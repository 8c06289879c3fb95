/**
 * Finds out what became of a run whose answer or stream was lost, without asking for it again.
 *
 * - A run that had said its id is looked up by it until it has ended.
 * - One that had not is looked for in the log, by its user.
 * - What is not in the log has certainly not begun only when the log lists runs from their beginning and a proxy has said that its
 *   connection to the server is gone, so that nothing can begin later. Everything else stays unknown.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { DifyError, DifyServerError, DifyStreamError } from '../errors.ts'
import type { RunDetail } from '../records/run.ts'
import type { Transport } from '../request/transport.ts'
import { finishedEvent, type RecoveredEvent } from './finished-event.ts'
import type { StreamCut } from './read-events.ts'

export interface RecoverOptions {
  readonly transport: Transport
  readonly call: string
  readonly signal?: AbortSignal | undefined
  /** How long a run is waited for, in milliseconds. */
  readonly patienceMs: number
  /** Looks a run up; undefined when the server does not know it (yet). */
  readonly lookUp: (runId: string) => Promise<RunDetail | undefined>
  /** Finds the id of a run that had not said it; undefined when the server does not list it (yet). */
  readonly findRun: () => Promise<string | undefined>
  /** Which of the two the server can do for such a run. Asked late, since only answers tell the version. */
  readonly abilities: () => { readonly looksUp: boolean; readonly findsRuns: boolean; readonly listsBegun: boolean }
}

/** First pause between two looks at a run, in milliseconds; it doubles up to the second. */
const firstPauseMs = 250
const longestPauseMs = 5000
/** How long a run is looked for that had not said its id. */
const unlistedPatienceMs = 60_000
/** How long when no look gets an answer, so that a server that is down is soon told. */
const unansweredPatienceMs = 15_000
/** How long a run may take to appear in a log that lists runs from their beginning. */
const beginningPatienceMs = 10_000

/** A run that was lost, and how. */
type LostRun = RecoverOptions & { readonly cut: StreamCut | DifyError }

/**
 * @param saidRunId as the stream said it before it broke.
 * @returns the end of the run.
 * @throws `DifyStreamError` when nothing can be found out; `DifyServerError` that is undone when the run has not begun.
 */
export async function recoverRun(saidRunId: string | undefined, lostRun: LostRun): Promise<RecoveredEvent> {
  if (saidRunId === undefined && !lostRun.abilities().findsRuns)
    throw lost('and Dify lists no runs of such apps', lostRun)
  const runId = saidRunId ?? (await findBegun(lostRun))
  if (!lostRun.abilities().looksUp) throw lost(`and run ${runId} cannot be looked up on this server`, lostRun)
  return waitForEnd(runId, lostRun)
}

async function findBegun(lostRun: LostRun): Promise<string> {
  const { findRun, abilities, patienceMs, cut } = lostRun
  const seen = { hasAnswer: false, isAbsent: false }
  const runId = await poll(lostRun, async () => {
    const look = await lookQuietly(findRun)
    seen.hasAnswer ||= look !== undefined
    seen.isAbsent = look !== undefined && look.found === undefined
    const listed = abilities().listsBegun ? beginningPatienceMs : unlistedPatienceMs
    return { found: look?.found, patienceMs: Math.min(patienceMs, seen.hasAnswer ? listed : unansweredPatienceMs) }
  })
  if (runId !== undefined) return runId
  if (seen.isAbsent && abilities().listsBegun && isGone(cut)) throw undone(cut)
  throw lost(seen.isAbsent ? 'and no run was found that it could be of' : 'and the log cannot be read', lostRun)
}

async function waitForEnd(runId: string, lostRun: LostRun): Promise<RecoveredEvent> {
  const { lookUp, patienceMs } = lostRun
  const detail = await poll(lostRun, async () => {
    const { found } = (await lookQuietly(async () => lookUp(runId))) ?? {}
    return { found: found?.id && found.finished_at != null ? found : undefined, patienceMs }
  })
  if (detail !== undefined) return finishedEvent(runId, detail)
  throw lost(`and run ${runId} did not end within ${Math.round(patienceMs / 1000)} s, or cannot be looked up`, lostRun)
}

/** Looks again and again, until something is found or patience ends. */
async function poll<Found>(
  { signal }: RecoverOptions,
  look: () => Promise<{ readonly found: Found | undefined; readonly patienceMs: number }>,
): Promise<Found | undefined> {
  const startedAt = performance.now()
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const { found, patienceMs } = await look()
    const leftMs = startedAt + patienceMs - performance.now()
    if (found !== undefined || leftMs <= 0) return found
    await delay(Math.min(pauseMs, leftMs), undefined, { ...(signal && { signal }) }).catch(() =>
      signal?.throwIfAborted(),
    )
  }
}

/** A look that fails for a passing reason is none. */
async function lookQuietly<Found>(
  look: () => Promise<Found | undefined>,
): Promise<{ readonly found: Found | undefined } | undefined> {
  try {
    return { found: await look() }
  } catch (error) {
    if (error instanceof DifyError && error.retryable !== undefined) return undefined
    throw error
  }
}

/** A proxy's word that it has no connection to the server, or no longer; behind its 504 the run may begin at any time. */
function isGone(cut: Error): cut is DifyServerError {
  return cut instanceof DifyServerError && (cut.context.status === 502 || cut.context.status === 503)
}

function undone(cause: DifyError): DifyServerError {
  const message = `${cause.message} The log of the app lists no such run: it did not begin.`
  return new DifyServerError(message, { ...cause.context, isUndone: true }, { cause })
}

function lost(why: string, { transport, call, cut }: LostRun): DifyStreamError {
  const what =
    cut instanceof DifyError
      ? `The answer to ${call} was lost (${cut.message.replace(/\.$/, '')}), ${why}. Whether the run began is not known; it was not started again.`
      : `The stream of ${call} broke off (${cut.message}), ${why}. The run may still go on; it was not started again.`
  return new DifyStreamError(what, { call, host: transport.host }, { cause: cut })
}
