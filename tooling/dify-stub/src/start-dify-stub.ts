/**
 * A server that stands in for Dify in tests: the console and the service API of a version, with apps that really run, on
 * `@autoopt/runtime`. Everything is in memory and on loopback, and gone when it is closed.
 */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRuntime, type Recordings, type Runtime, type RuntimeOptions } from '@autoopt/runtime'
import { answerRequest } from './answer-request.ts'
import { type FaultKind, Faults } from './faults.ts'
import { recordOf, textOf } from './http/exchange.ts'
import { StubApp } from './state/stub-app.ts'
import { Workspace } from './state/workspace.ts'
import { traitsOf } from './version-traits.ts'

export interface DifyStubOptions {
  /** Default: 1.12.1. */
  readonly version?: string
  readonly account?: { readonly email: string; readonly password: string }
  readonly adminApiKey?: string
  readonly workspaceId?: string
  /** How apps run: models, recordings and so on. */
  readonly runtime?: Omit<RuntimeOptions, 'dify'>
  /** How often calls go wrong by chance, from 0 to 1. */
  readonly faults?: Partial<Record<FaultKind, number>>
  /** Draws the faults; between 0 and 1. */
  readonly random?: () => number
  /** Milliseconds between pings. Default: 10 s. */
  readonly pingMs?: number
  readonly maxActiveRequests?: number
  readonly missingPlugins?: readonly string[]
  /** Default: any that is free. */
  readonly port?: number
}

/** What a test may look at and meddle with. */
export interface DifyStub extends AsyncDisposable {
  readonly url: string
  readonly version: string
  readonly account: { readonly email: string; readonly password: string }
  readonly adminApiKey: string
  readonly workspaceId: string
  readonly faults: Faults
  readonly workspace: Workspace
  /** Puts an app into the workspace, as a person would in the studio. @returns its id. */
  readonly addApp: (file: Record<string, unknown>) => string
  /** How often each call was made, by `METHOD /path` with ids left out. */
  readonly calls: ReadonlyMap<string, number>
  /** How many calls are being answered. */
  readonly pending: () => number
}

export async function startDifyStub(options: DifyStubOptions = {}): Promise<DifyStub> {
  const traits = traitsOf(options.version ?? '1.12.1')
  const account = options.account ?? { email: 'owner@example.com', password: 'password1' }
  const folder = await mkdtemp(join(tmpdir(), 'dify-stub-'))
  const { adminApiKey = 'admin-key', workspaceId = 'workspace-1' } = options
  const faults = new Faults(options.faults ?? {}, options.random ?? Math.random)
  const runtime = createRuntime({ ...options.runtime, dify: traits.runtime })
  const openRuntime = ({ format, recordings }: Recordings): Runtime => {
    const known = options.runtime?.recordings?.recordings ?? []
    const all: Recordings = { format, recordings: [...recordings, ...known] }
    return createRuntime({ ...options.runtime, dify: traits.runtime, recordings: all })
  }
  const { pingMs = 10_000, maxActiveRequests = 0, missingPlugins = [] } = options
  const workspace = new Workspace({
    traits,
    runtime,
    openRuntime,
    faults,
    account,
    adminApiKey,
    workspaceId,
    pingMs,
    maxActiveRequests,
    missingPlugins,
    folder,
  })
  const calls = new Map<string, number>()
  let pending = 0
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://stub')
    const call = `${request.method} ${pathname.replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, ':id')}`
    calls.set(call, (calls.get(call) ?? 0) + 1)
    pending += 1
    void answerRequest(request, response, workspace).finally(() => (pending -= 1))
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    version: traits.version,
    account,
    adminApiKey,
    workspaceId,
    faults,
    workspace,
    calls,
    pending: () => pending,
    addApp: (file) => {
      const { name, mode, description } = recordOf(file['app'])
      const head = { name: textOf(name) ?? '', mode: textOf(mode) ?? '', description: textOf(description) ?? '' }
      const app = new StubApp(head, file)
      workspace.apps.set(app.id, app)
      return app.id
    },
    [Symbol.asyncDispose]: async () => {
      for (const run of workspace.runs.values()) run.controller.abort(new Error('The server is closed'))
      server.closeAllConnections()
      server.close()
      await runtime[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
