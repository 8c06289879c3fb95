import { DifyImportError, DifyNotFoundError, DifyRequestError } from '../errors.ts'
import {
  type ApiKey,
  apiKeyListSchema,
  apiKeySchema,
  type App,
  appPageSchema,
  appSchema,
  dependenciesSchema,
  exportSchema,
  type ImportResult,
  importResultSchema,
  type LeakedDependency,
} from '../records/app.ts'
import { canServer } from '../server-version.ts'
import type { CallOptions, ConsoleCalls } from './console-calls.ts'
import { importPayload } from './import-payload.ts'

export interface ImportOptions {
  /** In place of the file's name. */
  readonly name?: string
  readonly description?: string
  /** The app whose draft is overwritten; only for apps with a graph. Default: a new app. */
  readonly appId?: string
  /** The version of the format to claim. Default: the file's. */
  readonly version?: string
  readonly signal?: AbortSignal
}

/** The apps of a workspace: `DifyConsole.apps`. */
export class ConsoleApps {
  readonly #calls: ConsoleCalls

  constructor(calls: ConsoleCalls) {
    this.#calls = calls
  }

  /** All apps, page by page. @param name a part of the name. */
  async *list({
    name,
    mode,
    signal,
  }: { name?: string; mode?: string; signal?: AbortSignal } = {}): AsyncGenerator<App> {
    for (let page = 1; ; page += 1) {
      const query = { page, limit: pageSize, name, mode }
      const { data, has_more } = await this.#calls.read('/apps', appPageSchema, { query, ...(signal && { signal }) })
      yield* data
      if (!has_more || data.length === 0) return
    }
  }

  async get(appId: string, signal?: AbortSignal): Promise<App> {
    return this.#calls.read(appPath(appId), appSchema, { signal })
  }

  /**
   * The app file of an app, of its draft or of a version of it.
   * @param includeSecret whether secret environment variables come with their values.
   */
  async export(
    appId: string,
    {
      includeSecret = false,
      workflowId,
      signal,
    }: { includeSecret?: boolean; workflowId?: string; signal?: AbortSignal } = {},
  ): Promise<string> {
    const query = { include_secret: includeSecret, workflow_id: workflowId }
    return (await this.#calls.read(`${appPath(appId)}/export`, exportSchema, { query, signal })).data
  }

  /**
   * Imports an app file. A failed import may leave an app behind: look for it by its name.
   * @returns also of a `pending` import, which waits for {@link confirmImport}.
   * @throws {@link DifyImportError} when Dify refuses the file.
   */
  async import(dsl: string, { name, description, appId, version, signal }: ImportOptions = {}): Promise<ImportResult> {
    const yaml_content = importPayload(dsl, { version })
    const body = { mode: 'yaml-content', yaml_content, name, description, app_id: appId }
    return this.#imported('/apps/imports', { method: 'POST', body, signal })
  }

  /** Goes on with a pending import, once, within ten minutes. */
  async confirmImport(importId: string, signal?: AbortSignal): Promise<ImportResult> {
    const path = `/apps/imports/${encodeURIComponent(importId)}/confirm`
    return this.#imported(path, { method: 'POST', body: {}, signal })
  }

  /** The plugins that an imported app lacks; none on servers that have no plugins. */
  async missingDependencies(appId: string, signal?: AbortSignal): Promise<LeakedDependency[]> {
    if (canServer(this.#calls.transport.serverVersion, 'checksDependencies') === false) return []
    const path = `/apps/imports/${encodeURIComponent(appId)}/check-dependencies`
    return (await this.#calls.read(path, dependenciesSchema, { signal })).leaked_dependencies
  }

  async copy(appId: string, { name, signal }: { name?: string; signal?: AbortSignal } = {}): Promise<App> {
    return this.#calls.read(`${appPath(appId)}/copy`, appSchema, { method: 'POST', body: { name }, signal })
  }

  /** @returns whether there was such an app. */
  async delete(appId: string, signal?: AbortSignal): Promise<boolean> {
    try {
      await this.#calls.do(appPath(appId), { method: 'DELETE', signal })
      return true
    } catch (error) {
      if (error instanceof DifyNotFoundError) return false
      throw error
    }
  }

  /** Replaces the whole configuration of an app without a graph; it is live at once. */
  async setModelConfig(appId: string, config: object, signal?: AbortSignal): Promise<void> {
    await this.#calls.do(`${appPath(appId)}/model-config`, { method: 'POST', body: config, signal })
  }

  /** A new key of the service API; an app has ten at most. */
  async createKey(appId: string, signal?: AbortSignal): Promise<ApiKey> {
    const key = await this.#calls.read(`${appPath(appId)}/api-keys`, apiKeySchema, { method: 'POST', body: {}, signal })
    this.#calls.transport.secrets.add(key.token)
    return key
  }

  async listKeys(appId: string, signal?: AbortSignal): Promise<ApiKey[]> {
    const { data } = await this.#calls.read(`${appPath(appId)}/api-keys`, apiKeyListSchema, { signal })
    for (const { token } of data) this.#calls.transport.secrets.add(token)
    return data
  }

  async deleteKey(appId: string, keyId: string, signal?: AbortSignal): Promise<void> {
    await this.#calls.do(`${appPath(appId)}/api-keys/${encodeURIComponent(keyId)}`, { method: 'DELETE', signal })
  }

  async #imported(path: string, options: CallOptions): Promise<ImportResult> {
    try {
      return await this.#calls.read(path, importResultSchema, options)
    } catch (cause) {
      if (!(cause instanceof DifyRequestError)) throw cause
      throw new DifyImportError(`Dify does not take the app file: ${cause.message}`, cause.context, { cause })
    }
  }
}

const pageSize = 100

/** The path of an app below `/console/api`. */
export function appPath(appId: string): string {
  return `/apps/${encodeURIComponent(appId)}`
}
