import type { RunEvent } from '@autoopt/trace'
import {
  type Draft,
  draftSchema,
  draftSyncSchema,
  type NodeExecution,
  nodeExecutionListSchema,
  nodeExecutionSchema,
  type WorkflowRun,
  workflowRunPageSchema,
  type WorkflowVersion,
  workflowVersionPageSchema,
} from '../records/workflow.ts'
import { DifyNotFoundError, DifyVersionError } from '../errors.ts'
import { canServer } from '../server-version.ts'
import { readEvents } from '../service/read-events.ts'
import { appPath } from './apps.ts'
import type { ConsoleCalls } from './console-calls.ts'

/** What a draft becomes. What is left out of `Draft` lists is deleted, so both lists are asked for. */
export type DraftContent = Pick<Draft, 'graph' | 'features' | 'environment_variables' | 'conversation_variables'>

/** Takes the place of a secret's value in a draft that is written back: the server keeps the value it has. */
export const hiddenValue = '[__HIDDEN__]'

/** The workflows of apps with a graph, their versions and runs: `DifyConsole.workflows`. */
export class ConsoleWorkflows {
  readonly #calls: ConsoleCalls
  readonly #idleTimeoutMs: number

  constructor(calls: ConsoleCalls, { idleTimeoutMs }: { readonly idleTimeoutMs: number }) {
    this.#calls = calls
    this.#idleTimeoutMs = idleTimeoutMs
  }

  async draft(appId: string, signal?: AbortSignal): Promise<Draft> {
    return this.#calls.read(`${appPath(appId)}/workflows/draft`, draftSchema, { signal })
  }

  /**
   * Replaces a draft. Secrets are sent as {@link hiddenValue}, so that the server keeps them.
   * @param hash of the draft that was read.
   * @returns the hash of what was written.
   * @throws `DifyDraftConflictError` when the draft is no longer the one that was read. The hash covers graph and features
   * only: the server does not notice that somebody has changed variables.
   */
  async syncDraft(
    appId: string,
    content: DraftContent,
    { hash, signal }: { readonly hash: string; readonly signal?: AbortSignal },
  ): Promise<string> {
    const { graph, features, conversation_variables } = content
    const environment_variables = content.environment_variables.map((variable) =>
      variable.value_type === 'secret' ? { ...variable, value: hiddenValue } : variable,
    )
    const body = { graph, features, hash, environment_variables, conversation_variables }
    const path = `${appPath(appId)}/workflows/draft`
    return (await this.#calls.read(path, draftSyncSchema, { method: 'POST', body, signal })).hash
  }

  /**
   * Publishes the draft.
   * @param markedName at most 20 characters; the handle by which {@link versions} finds what was published.
   */
  async publish(
    appId: string,
    { markedName, markedComment, signal }: { markedName?: string; markedComment?: string; signal?: AbortSignal } = {},
  ): Promise<void> {
    const body = { marked_name: markedName ?? '', marked_comment: markedComment ?? '' }
    await this.#calls.do(`${appPath(appId)}/workflows/publish`, { method: 'POST', body, signal })
  }

  /** The versions of a workflow, newest first, the draft among them. */
  async *versions(appId: string, signal?: AbortSignal): AsyncGenerator<WorkflowVersion> {
    for (let page = 1; ; page += 1) {
      const query = { page, limit: 20 }
      const path = `${appPath(appId)}/workflows`
      const { items, has_more } = await this.#calls.read(path, workflowVersionPageSchema, { query, signal })
      yield* items
      if (!has_more || items.length === 0) return
    }
  }

  /** @returns whether there was such a version. The one that is current cannot be deleted. */
  async deleteVersion(appId: string, workflowId: string, signal?: AbortSignal): Promise<boolean> {
    try {
      const path = `${appPath(appId)}/workflows/${encodeURIComponent(workflowId)}`
      await this.#calls.do(path, { method: 'DELETE', signal })
      return true
    } catch (error) {
      if (error instanceof DifyNotFoundError) return false
      throw error
    }
  }

  /**
   * The runs of an app, newest first.
   * @throws {@link DifyVersionError} for runs of the service API, before Dify 1.10.
   */
  async *runs(
    appId: string,
    { from = 'debugging', signal }: { from?: 'debugging' | 'app-run'; signal?: AbortSignal } = {},
  ): AsyncGenerator<WorkflowRun> {
    const { serverVersion } = this.#calls.transport
    if (from === 'app-run' && canServer(serverVersion, 'listsServiceRuns') === false)
      throw new DifyVersionError(
        `Dify ${serverVersion} does not list runs of the service API; 1.10 does. Read the log of the app.`,
      )
    let last_id: string | undefined
    for (;;) {
      const query = { limit: 100, last_id, triggered_from: from === 'debugging' ? undefined : from }
      const path = `${appPath(appId)}/workflow-runs`
      const { data, has_more } = await this.#calls.read(path, workflowRunPageSchema, { query, signal })
      yield* data
      last_id = data.at(-1)?.id
      if (!has_more || last_id === undefined) return
    }
  }

  /** The node runs of a run, in the order in which they started, whatever order the server lists them in. */
  async nodeExecutions(appId: string, runId: string, signal?: AbortSignal): Promise<NodeExecution[]> {
    const path = `${appPath(appId)}/workflow-runs/${encodeURIComponent(runId)}/node-executions`
    const { data } = await this.#calls.read(path, nodeExecutionListSchema, { signal })
    return data.toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0))
  }

  /** Runs one node of the draft. @param inputs by `#node.variable#`. */
  async runNode(
    appId: string,
    nodeId: string,
    { inputs, query, signal }: { inputs: Readonly<Record<string, unknown>>; query?: string; signal?: AbortSignal },
  ): Promise<NodeExecution> {
    const path = `${appPath(appId)}/workflows/draft/nodes/${encodeURIComponent(nodeId)}/run`
    return this.#calls.read(path, nodeExecutionSchema, { method: 'POST', body: { inputs, query }, signal })
  }

  /** Runs the draft of a workflow app. An app has one draft: runs of different drafts at the same time are not possible. */
  async *runDraft(
    appId: string,
    {
      inputs,
      files,
      signal,
    }: { inputs: Readonly<Record<string, unknown>>; files?: readonly unknown[]; signal?: AbortSignal },
  ): AsyncGenerator<RunEvent> {
    const path = `${appPath(appId)}/workflows/draft/run`
    const stream = await this.#calls.stream(path, { method: 'POST', body: { inputs, files }, signal })
    // What newer servers add passes through; readers of events let it pass.
    yield* readEvents(stream, {
      idleTimeoutMs: this.#idleTimeoutMs,
      signal,
    }) as AsyncGenerator as AsyncGenerator<RunEvent>
  }
}
