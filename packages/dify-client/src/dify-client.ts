import { type DifyConfig, type RetryPolicy, retryPolicySchema } from '@autoopt/config'
import { type ConsoleCredentials } from './console/console-session.ts'
import { DifyConsole } from './console/dify-console.ts'
import { DifyAuthError } from './errors.ts'
import { Transport } from './request/transport.ts'
import { DifyService } from './service/dify-service.ts'

export interface DifyClientOptions {
  /** How calls that fail for a passing reason are made again. */
  readonly retry?: RetryPolicy
  /** Between 0 and 1; for the jitter of retries. */
  readonly random?: () => number
  /** How long a run is waited for whose stream broke, in milliseconds. Default: 20 minutes. */
  readonly patienceMs?: number
}

/** One Dify server, of any version from 0.15 on. */
export class DifyClient {
  readonly #config: DifyConfig
  readonly #options: DifyClientOptions
  readonly #transport: Transport
  #console: DifyConsole | undefined

  constructor(config: DifyConfig, options: DifyClientOptions = {}) {
    this.#config = config
    this.#options = options
    this.#transport = new Transport({
      baseUrl: config.base_url,
      connectTimeoutMs: config.connect_timeout_ms,
      requestTimeoutMs: config.request_timeout_ms,
      retry: options.retry ?? retryPolicySchema.parse({}),
      ...(options.random && { random: options.random }),
    })
  }

  /** The studio's side, with the account or the admin key of the configuration. @throws `DifyAuthError` when it has neither. */
  get console(): DifyConsole {
    this.#console ??= new DifyConsole(this.#transport, {
      credentials: this.#credentials(),
      idleTimeoutMs: this.#config.idle_timeout_ms,
    })
    return this.#console
  }

  /** One app by its key. Default: `auth.api_key` of the configuration. @throws `DifyAuthError` when there is no key. */
  service(apiKey = this.#config.auth.api_key?.reveal()): DifyService {
    if (apiKey === undefined)
      throw new DifyAuthError(
        'No key for the service API: give the app one under API Access, and name it as dify.auth.api_key.',
      )
    const { patienceMs } = this.#options
    const { idle_timeout_ms: idleTimeoutMs } = this.#config
    return new DifyService(this.#transport, { apiKey, idleTimeoutMs, ...(patienceMs !== undefined && { patienceMs }) })
  }

  /** The version that the server says it is; undefined when it says none. Asks it once, without signing in. */
  async version(signal?: AbortSignal): Promise<string | undefined> {
    if (this.#transport.serverVersion === undefined)
      await this.#transport.json({ method: 'GET', path: '/console/api/setup', signal })
    return this.#transport.serverVersion
  }

  #credentials(): ConsoleCredentials {
    const { email, password, admin_api_key, workspace_id } = this.#config.auth
    if (admin_api_key !== undefined && workspace_id !== undefined)
      return { adminApiKey: admin_api_key.reveal(), workspaceId: workspace_id }
    if (email !== undefined && password !== undefined) return { email, password: password.reveal() }
    throw new DifyAuthError(
      'No account for the console: name dify.auth.email and password, or admin_api_key and workspace_id.',
    )
  }
}
