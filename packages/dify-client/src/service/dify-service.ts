import type { RunEvent } from '@autoopt/trace'
import { FormData } from 'undici'
import type { z } from 'zod'
import { DifyAuthError, DifyNotFoundError, DifyRequestError, DifyVersionError } from '../errors.ts'
import {
  type AppInfo,
  appInfoSchema,
  type LogEntry,
  logPageSchema,
  type Parameters,
  parametersSchema,
  type RunDetail,
  runDetailSchema,
  type UploadedFile,
  uploadedFileSchema,
} from '../records/run.ts'
import { readRecord } from '../request/read-record.ts'
import type { Call, Transport } from '../request/transport.ts'
import { canServer, firstVersionWith } from '../server-version.ts'
import { beginRun } from './begin-run.ts'
import { followRun, type FollowOptions } from './follow-run.ts'
import { requestOf, type RunKind, type ServiceRun } from './run-request.ts'

export interface DifyServiceOptions {
  /** The key of one app, `app-…`. */
  readonly apiKey: string
  readonly idleTimeoutMs: number
  /** How long a run is waited for whose stream broke. Default: 20 minutes, the longest that Dify lets a run take. */
  readonly patienceMs?: number
}

export interface LogQuery {
  readonly keyword?: string
  readonly status?: 'succeeded' | 'failed' | 'stopped' | 'partial-succeeded'
  /** The `user` that runs were started with. Needs a server that knows the filter; older ones ignore it. */
  readonly user?: string
  readonly createdAfter?: Date
  readonly createdBefore?: Date
  readonly signal?: AbortSignal
}

/** One app, as its API key reaches it. */
export class DifyService {
  readonly #transport: Transport
  readonly #options: DifyServiceOptions

  /** @throws {@link DifyAuthError} for a text that can be no key. */
  constructor(transport: Transport, options: DifyServiceOptions) {
    if (!/^[\u0021-\u007e]+$/.test(options.apiKey))
      throw new DifyAuthError(
        'The key of the app holds characters that no key has, such as blanks. Copy it again from API Access.',
      )
    this.#transport = transport
    this.#options = options
    transport.secrets.add(options.apiKey)
  }

  /** What the app is called. Newer servers tell its mode too. */
  async info(signal?: AbortSignal): Promise<AppInfo> {
    return this.#read({ method: 'GET', path: '/v1/info', signal }, appInfoSchema)
  }

  /** What the app wants to be given. */
  async parameters(signal?: AbortSignal): Promise<Parameters> {
    return this.#read({ method: 'GET', path: '/v1/parameters', signal }, parametersSchema)
  }

  /**
   * Runs the app once and streams what happens. The request is made again only when nothing can have come of it.
   *
   * A run whose answer is lost, or whose stream breaks before it says its id, is found in the log by its user: give each run a user
   * of its own, and no other run can be taken for it.
   *
   * A workflow that fails ends with `workflow_finished` and the status `failed`; that is no error of the call. When the signal
   * aborts, the server is asked to stop the run.
   * @throws a `DifyError` when the call fails; `DifyStreamError` when it cannot be known what became of the run.
   */
  async *run(
    kind: RunKind,
    run: ServiceRun,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<RunEvent & { readonly recovered?: true }> {
    this.#requireVersions(run)
    const { path, body } = requestOf(kind, run)
    const { idleTimeoutMs, patienceMs = 1_200_000 } = this.#options
    const call: Call = {
      method: 'POST',
      path,
      body,
      signal,
      isRepeatable: false,
      timeoutMs: idleTimeoutMs,
      headers: this.#headers,
    }
    const begunAt = Date.now()
    const options: FollowOptions = {
      transport: this.#transport,
      call: `POST ${path}`,
      idleTimeoutMs,
      signal,
      patienceMs,
      abilities: () => this.#abilities(kind),
      lookUp: async (runId) => this.runDetail(runId, signal),
      findRun: async () => this.#newestRunOf(run.user, begunAt, signal),
      stop: async (taskId) => this.stop(kind, taskId, run.user),
    }
    const begun = await beginRun(call, options)
    if ('stream' in begun) yield* followRun(begun.stream, options)
    else yield begun.ended
  }

  /** Asks the server to stop a task. It may end as `stopped`, as `failed`, or be finished already. */
  async stop(kind: RunKind, taskId: string, user: string): Promise<void> {
    const base =
      kind === 'workflow' ? '/v1/workflows/tasks' : kind === 'chat' ? '/v1/chat-messages' : '/v1/completion-messages'
    const path = `${base}/${encodeURIComponent(taskId)}/stop`
    await this.#transport.json({ method: 'POST', path, body: { user }, headers: this.#headers, isRepeatable: true })
  }

  /** A run by its id; undefined when there is none, or the server does not tell (runs of chatflows, before 1.0). */
  async runDetail(runId: string, signal?: AbortSignal): Promise<RunDetail | undefined> {
    const path = `/v1/workflows/run/${encodeURIComponent(runId)}`
    try {
      const detail = await this.#read({ method: 'GET', path, signal }, runDetailSchema)
      return detail.id === null ? undefined : detail
    } catch (error) {
      if (error instanceof DifyNotFoundError) return undefined
      if (error instanceof DifyRequestError && error.context.difyCode === 'not_workflow_app') return undefined
      throw error
    }
  }

  /** The runs that came through the service API, newest first. */
  async *logs({ user, createdAfter, createdBefore, signal, ...query }: LogQuery = {}): AsyncGenerator<LogEntry> {
    const filter = {
      ...query,
      created_by_end_user_session_id: user,
      created_at__after: createdAfter?.toISOString(),
      created_at__before: createdBefore?.toISOString(),
    }
    for (let page = 1; ; page += 1) {
      const call: Call = { method: 'GET', path: '/v1/workflows/logs', query: { ...filter, page, limit: 100 }, signal }
      const { data, has_more } = await this.#read(call, logPageSchema)
      yield* data
      if (!has_more || data.length === 0) return
    }
  }

  /** Uploads a file for runs of the same user. */
  async upload(
    file: Blob,
    { name, user, signal }: { readonly name: string; readonly user: string; readonly signal?: AbortSignal },
  ): Promise<UploadedFile> {
    const form = new FormData()
    form.append('file', file, name)
    form.append('user', user)
    return this.#read(
      { method: 'POST', path: '/v1/files/upload', body: form, signal, isRepeatable: true },
      uploadedFileSchema,
    )
  }

  /** The newest run in the log that a user has started, unless it is older; a minute is allowed for clocks that differ. */
  async #newestRunOf(user: string, begunAt: number, signal?: AbortSignal): Promise<string | undefined> {
    for await (const { workflow_run, created_by_end_user, created_at } of this.logs({
      user,
      ...(signal && { signal }),
    })) {
      const isOlder = typeof created_at === 'number' && created_at * 1000 < begunAt - 60_000
      if (isOlder) return undefined
      // Old servers do not know the filter.
      if (created_by_end_user?.session_id === user) return workflow_run.id
    }
    return undefined
  }

  /** What can be found out about a run whose answer was lost. Only the runs of workflow apps are in the log. */
  #abilities(kind: RunKind): ReturnType<FollowOptions['abilities']> {
    const { serverVersion } = this.#transport
    return {
      looksUp: kind === 'workflow' || (kind === 'chat' && canServer(serverVersion, 'tellsChatRuns') !== false),
      findsRuns: kind === 'workflow',
      listsBegun: canServer(serverVersion, 'logsRunsAtStart') === true,
    }
  }

  get #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#options.apiKey}` }
  }

  async #read<Schema extends z.ZodType>(call: Call, schema: Schema): Promise<z.infer<Schema>> {
    return readRecord(this.#transport, { ...call, headers: this.#headers }, schema)
  }

  #requireVersions({ workflowId }: ServiceRun): void {
    const { serverVersion } = this.#transport
    if (workflowId === undefined || canServer(serverVersion, 'runsVersions') !== false) return
    const first = firstVersionWith('runsVersions')
    throw new DifyVersionError(`Dify ${serverVersion} cannot run a published version by its id; ${first} can.`)
  }
}
