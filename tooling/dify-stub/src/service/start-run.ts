import { randomUUID } from 'node:crypto'
import { InvalidInputsError } from '@autoopt/runtime'
import type { RunEvent } from '@autoopt/trace'
import { EventStream } from '../http/event-stream.ts'
import type { Exchange } from '../http/exchange.ts'
import { Refusal } from '../http/reply.ts'
import type { DraftContent, StubApp } from '../state/stub-app.ts'
import type { StubRun } from '../state/stub-run.ts'
import type { Workspace } from '../state/workspace.ts'
import { openFiles } from './open-files.ts'
import { toWire } from './to-wire.ts'

interface RunRequest {
  readonly inputs: Readonly<Record<string, unknown>>
  readonly query: string | undefined
  readonly files: readonly unknown[]
  readonly user: string
  readonly conversationId: string | undefined
}

export interface Starting {
  readonly app: StubApp
  /** Undefined for apps without a graph. */
  readonly content: DraftContent | undefined
  readonly version: string
  readonly workflowId: string
  readonly from: StubRun['from']
  readonly request: RunRequest
}

/** A run that goes on whether somebody reads its events or not. */
export interface StartedRun {
  readonly run: StubRun
  /** Tells those that came already, then each that comes. Ends with the run. */
  readonly events: (listener: (event: RunEvent) => void) => Promise<void>
}

/** Starts a run of an app. Wrong inputs are refused before anything runs. */
export function startRun(starting: Starting, workspace: Workspace): StartedRun {
  const { app, content, request, workflowId, version, from } = starting
  const controller = new AbortController()
  const conversation = request.conversationId ? app.conversations.get(request.conversationId) : undefined
  if (request.conversationId && conversation === undefined)
    throw new Refusal(404, 'not_found', 'Conversation Not Exists.')
  const { runtime } = workspace.options
  const file = JSON.stringify(app.toFile(content))
  const open = (value: unknown): unknown => openFiles(value, { workspace, app, user: request.user })
  const begun = refusing(() =>
    runtime.run(file, {
      inputs: open(request.inputs) as Record<string, unknown>,
      files: open(request.files) as unknown[],
      user: request.user,
      signal: controller.signal,
      ...(request.query !== undefined && { query: request.query }),
      ...(conversation && { conversation }),
    }),
  )
  const run: StubRun = {
    id: begun.id,
    taskId: randomUUID(),
    appId: app.id,
    mode: app.mode,
    workflowId,
    version,
    user: request.user,
    from,
    inputs: request.inputs,
    query: request.query,
    createdAt: Date.now() / 1000,
    controller,
    conversationId: conversation?.id,
    trace: undefined,
    finishedAt: undefined,
  }
  workspace.runs.set(run.id, run)
  const seen: RunEvent[] = []
  const listeners = new Set<(event: RunEvent) => void>()
  const ended = (async () => {
    for await (const event of begun) {
      run.conversationId ??= event.conversation_id
      seen.push(event)
      for (const listener of listeners) listener(event)
    }
    const next = await begun.conversation
    if (next !== undefined) app.conversations.set(next.id, next)
    run.trace = await begun.trace
    run.finishedAt = Date.now() / 1000
  })()
  return {
    run,
    events: async (listener) => {
      for (const event of seen) listener(event)
      listeners.add(listener)
      await ended
    },
  }
}

/** Streams a run as the version does. The connection may break on demand; the run goes on. */
export async function streamRun(
  { run, events }: StartedRun,
  { response }: Exchange,
  workspace: Workspace,
): Promise<void> {
  const { traits, faults, pingMs } = workspace.options
  const stream = new EventStream(response, { isOld: traits.isOld, pingMs })
  let left = run.from === 'app-run' && faults.strikes('dropped_stream') ? faults.below(3) : Number.POSITIVE_INFINITY
  await events((event) => {
    for (const wire of toWire(event, { run, traits })) {
      if (left === 0) stream.drop()
      left -= 1
      stream.send(wire)
    }
  })
  stream.end()
}

function refusing<Result>(start: () => Result): Result {
  try {
    return start()
  } catch (error) {
    if (error instanceof InvalidInputsError) throw new Refusal(400, 'invalid_param', error.message)
    if (error instanceof Error && 'code' in error) throw new Refusal(400, 'app_unavailable', error.message)
    throw error
  }
}
