import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { InfrastructureError } from '@autoopt/collector'
import { type DifyFile, DifyRequestError, type DifyService, runKindOf, type ServiceRun } from '@autoopt/dify-client'
import { type RunEvent, type RunTrace, TraceRecorder } from '@autoopt/trace'
import { refusedTrace } from '../refused-trace.ts'
import type { Deployment, RunCall, RunRequest } from '../workflow-target.ts'
import { difyFailure } from './dify-failure.ts'
import type { NodeEvent } from './recovered-events.ts'
import { uploadFiles } from './upload-files.ts'

export interface DifyDeploymentOptions {
  readonly mode: string
  readonly service: DifyService
  /** The published version to run; undefined for the current one. */
  readonly versionId: string | undefined
  readonly workflowId: string
  /** Tells what the nodes of a run did whose stream broke. */
  readonly nodesOf: (runId: string, signal: AbortSignal) => Promise<NodeEvent[]>
  readonly close: () => Promise<void>
}

/** A variant on a Dify server. */
export class DifyDeployment implements Deployment {
  readonly #options: DifyDeploymentOptions
  /** Conversations belong to the user that began them. */
  readonly #users = new Map<string, string>()

  constructor(options: DifyDeploymentOptions) {
    this.#options = options
  }

  async run(request: RunRequest, { signal, onEvent }: RunCall): Promise<RunTrace> {
    if (isAborted(signal)) throw cancelled()
    const { service, workflowId, mode } = this.#options
    // A user for each run, by which it is found when its stream breaks before it says its id.
    const user = (request.conversationId && this.#users.get(request.conversationId)) ?? `autoopt-${randomUUID()}`
    const progress = { mayHaveRun: false }
    const startedAt = performance.now()
    try {
      const run = await this.#toServiceRun(request, user, signal)
      progress.mayHaveRun = true
      const recorder = new TraceRecorder()
      for await (const event of service.run(runKindOf(mode), run, { signal })) {
        if (event.recovered) await this.#recover(recorder, event, signal)
        recorder.record(event)
        onEvent?.(event)
      }
      const trace = completed(recorder.trace(), request, performance.now() - startedAt)
      if (trace.conversation_id !== undefined) this.#users.set(trace.conversation_id, user)
      return trace
    } catch (error) {
      if (isAborted(signal)) throw cancelled()
      if (error instanceof DifyRequestError && error.context.difyCode === 'invalid_param')
        return refusedTrace(request, error.message, workflowId)
      throw difyFailure(error, progress)
    }
  }

  async endConversation(conversationId: string): Promise<void> {
    this.#users.delete(conversationId)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.close()
  }

  async #toServiceRun(request: RunRequest, user: string, signal: AbortSignal): Promise<ServiceRun> {
    const { service, versionId } = this.#options
    const uploader = { service, user, signal }
    const { query, conversationId, files = [] } = request
    return {
      user,
      inputs: (await uploadFiles(request.inputs, uploader)) as ServiceRun['inputs'],
      files: (await uploadFiles(files, uploader)) as DifyFile[],
      ...(query !== undefined && { query }),
      ...(conversationId !== undefined && { conversationId }),
      ...(versionId !== undefined && { workflowId: versionId }),
    }
  }

  /** What the stream did not bring. The nodes that it had brought already are among them, and are not told twice. */
  async #recover(recorder: TraceRecorder, { workflow_run_id: runId }: RunEvent, signal: AbortSignal): Promise<void> {
    if (runId === undefined) return
    const known = new Map(recorder.trace().nodes.map(({ id, finished_at }) => [id, finished_at !== null]))
    for (const event of await this.#options.nodesOf(runId, signal)) {
      const isFinished = known.get(event.data.id)
      const isNews = event.event === 'node_started' ? isFinished === undefined : isFinished !== true
      if (isNews) recorder.record(event)
    }
  }
}

/** Apps without a graph do not tell what they were given. */
function completed(trace: RunTrace, { inputs, query }: RunRequest, elapsed_ms: number): RunTrace {
  if (Object.keys(trace.inputs).length > 0) return { ...trace, elapsed_ms }
  return { ...trace, elapsed_ms, inputs: { ...inputs, ...(query !== undefined && { 'sys.query': query }) } }
}

/** Asked again after each wait. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted
}

function cancelled(): InfrastructureError {
  return new InfrastructureError('The run was stopped from outside', { class: 'cancelled' })
}
