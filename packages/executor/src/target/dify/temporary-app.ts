import {
  type App,
  type DifyClient,
  DifyError,
  DifyImportError,
  type DifyService,
  type ImportResult,
  isUndone,
} from '@autoopt/dify-client'
import type { DeploymentLedger } from './deployment-ledger.ts'
import type { DeploymentRecord } from './deployment-record.ts'
import { cleanUpAll } from './clean-up.ts'

export interface TemporaryAppPorts {
  readonly client: DifyClient
  readonly ledger: DeploymentLedger
  readonly baseUrl: string
  /** The version of the format that the server writes, once it is known. */
  readonly format: { version: string | undefined }
}

/** An app that was made for a run and goes with it. */
export class TemporaryApp {
  readonly id: string
  readonly service: DifyService
  readonly #record: DeploymentRecord
  readonly #ports: TemporaryAppPorts

  constructor(
    { id, service, record }: { readonly id: string; readonly service: DifyService; readonly record: DeploymentRecord },
    ports: TemporaryAppPorts,
  ) {
    this.id = id
    this.service = service
    this.#record = record
    this.#ports = ports
  }

  /** Takes the app off the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { client, ledger } = this.#ports
    await cleanUpAll(client, { ledger, records: [this.#record], lateMs: 0 })
  }
}

/**
 * Makes an app out of an app file, with a key. It is written down before; whatever fails, nothing stays on the server that is not in
 * the ledger.
 *
 * @throws `DifyImportError` when the server does not take the file, or lacks plugins that it needs.
 */
export async function makeTemporaryApp(
  dsl: string,
  { services, signal, ...ports }: TemporaryAppPorts & { readonly services: DifyClient; readonly signal?: AbortSignal },
): Promise<TemporaryApp> {
  const { client, ledger, baseUrl } = ports
  const record = await ledger.open(baseUrl)
  try {
    const id = await importApp(dsl, { ...ports, name: record.app_name, ...(signal && { signal }) })
    const { token } = await client.console.apps.createKey(id, signal)
    return new TemporaryApp({ id, service: services.service(token), record }, ports)
  } catch (error) {
    // What cannot be taken off now, or may still appear, stays in the ledger.
    await cleanUpAll(client, { ledger, records: [record], ...(isAnswered(error) && { lateMs: 0 }) }).catch(() => {})
    throw error
  }
}

/** Whether the server has said what came of a call, so that nothing goes on there. */
function isAnswered(error: unknown): boolean {
  return isUndone(error) || (error instanceof DifyError && (error.context.status ?? 500) < 500)
}

async function importApp(
  dsl: string,
  { client, format, name, signal }: TemporaryAppPorts & { readonly name: App['name']; readonly signal?: AbortSignal },
): Promise<string> {
  const { apps } = client.console
  const version = format.version ?? readableVersion(dsl)
  const options = { name, ...(version !== undefined && { version }), ...(signal && { signal }) }
  let result: ImportResult = await apps.import(dsl, options)
  format.version ??= result.current_dsl_version ?? undefined
  if (result.status === 'pending') result = await apps.confirmImport(result.id, signal)
  const { app_id: id } = result
  if (id == null) throw new DifyImportError(`Dify made no app of the file: ${result.error ?? result.status}.`)
  const missing = await apps.missingDependencies(id, signal)
  if (missing.length > 0) {
    const plugins = missing.map(({ value }) => JSON.stringify(value)).join(', ')
    throw new DifyImportError(`The workspace lacks plugins that the app needs; install them first: ${plugins}`)
  }
  return id
}

/** A version that no server can read would be refused and leave an app behind; the oldest is taken in its place. */
function readableVersion(dsl: string): string | undefined {
  const [, version] = /^["']?version["']?\s*:\s*["']?([^"'\s#,]+)/m.exec(dsl) ?? []
  return version !== undefined && /^\d+\.\d+\.\d+$/.test(version) ? undefined : '0.1.0'
}
