import { z } from 'zod'
import type { Transport } from '../request/transport.ts'
import { ConsoleApps } from './apps.ts'
import { ConsoleCalls } from './console-calls.ts'
import { type ConsoleCredentials, ConsoleSession } from './console-session.ts'
import { ConsoleWorkflows } from './workflows.ts'

const profileSchema = z.looseObject({ id: z.string(), name: z.string().nullish(), email: z.string().nullish() })
export type ConsoleProfile = z.infer<typeof profileSchema>

/** What people do in Dify's studio: apps, drafts, versions, keys, runs. Signs in with the first call. */
export class DifyConsole {
  readonly apps: ConsoleApps
  readonly workflows: ConsoleWorkflows
  readonly #calls: ConsoleCalls

  constructor(
    transport: Transport,
    { credentials, idleTimeoutMs }: { readonly credentials: ConsoleCredentials; readonly idleTimeoutMs: number },
  ) {
    this.#calls = new ConsoleCalls(transport, new ConsoleSession(transport, credentials))
    this.apps = new ConsoleApps(this.#calls)
    this.workflows = new ConsoleWorkflows(this.#calls, { idleTimeoutMs })
  }

  /** Signs in, if that was not done yet. @returns who is signed in. */
  async profile(signal?: AbortSignal): Promise<ConsoleProfile> {
    return this.#calls.read('/account/profile', profileSchema, { signal })
  }
}
