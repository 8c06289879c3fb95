import { randomBytes, randomUUID } from 'node:crypto'
import type { Recordings, Runtime } from '@autoopt/runtime'
import type { Faults } from '../faults.ts'
import type { VersionTraits } from '../version-traits.ts'
import type { StubApp } from './stub-app.ts'
import type { StubRun } from './stub-run.ts'

export interface UploadedFile {
  readonly id: string
  readonly name: string
  readonly user: string
  readonly appId: string
  readonly type: string
  readonly size: number
  readonly path: string
}

export interface PendingImport {
  readonly text: string
  readonly name: string | undefined
  readonly appId: string | undefined
  readonly expiresAt: number
}

export interface WorkspaceOptions {
  readonly traits: VersionTraits
  readonly runtime: Runtime
  /** A runtime of its own, in which nodes give what was recorded of them besides. */
  readonly openRuntime: (recordings: Recordings) => Runtime
  readonly faults: Faults
  readonly account: { readonly email: string; readonly password: string }
  readonly adminApiKey: string
  readonly workspaceId: string
  readonly pingMs: number
  /** Runs of one app at the same time; 0 for any number. */
  readonly maxActiveRequests: number
  /** Plugins that the workspace lacks. */
  readonly missingPlugins: readonly string[]
  /** Where uploaded files lie. */
  readonly folder: string
}

/** Everything that one server holds. */
export class Workspace {
  readonly options: WorkspaceOptions
  readonly apps = new Map<string, StubApp>()
  readonly runs = new Map<string, StubRun>()
  readonly files = new Map<string, UploadedFile>()
  readonly imports = new Map<string, PendingImport>()
  readonly accessTokens = new Set<string>()
  readonly refreshTokens = new Set<string>()
  readonly csrfTokens = new Set<string>()
  /** Every key that was ever given, by its app. */
  readonly #issued = new Map<string, string>()
  wrongPasswords = 0

  constructor(options: WorkspaceOptions) {
    this.options = options
  }

  get traits(): VersionTraits {
    return this.options.traits
  }

  get faults(): Faults {
    return this.options.faults
  }

  appOfKey(key: string): StubApp | undefined {
    for (const app of this.apps.values()) if ([...app.keys.values()].includes(key)) return app
    return undefined
  }

  /** Whether a key was of an app that is gone. */
  isOrphan(key: string): boolean {
    const appId = this.#issued.get(key)
    return appId !== undefined && !this.apps.has(appId)
  }

  activeRuns(appId: string): number {
    return [...this.runs.values()].filter((run) => run.appId === appId && run.trace === undefined).length
  }

  newKey(app: StubApp): { readonly id: string; readonly token: string } {
    const key = { id: randomUUID(), token: `app-${randomBytes(12).toString('hex')}` }
    app.keys.set(key.id, key.token)
    this.#issued.set(key.token, app.id)
    return key
  }
}
