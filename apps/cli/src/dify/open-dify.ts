import { type DifyConfig, difyConfigSchema } from '@autoopt/config'
import { DifyClient } from '@autoopt/dify-client'
import { UsageError } from '../exit-code.ts'
import { loadSettings, settingsName } from '../files/load-settings.ts'

/** What every command has that talks to a server. */
export interface DifyOptions {
  readonly url?: string
  readonly env?: string
  readonly json?: boolean
}

/** A server and how it was configured. */
export interface OpenDify {
  readonly client: DifyClient
  readonly config: DifyConfig
}

/** @throws {@link UsageError} when no server is configured. */
export async function openDify(options: Pick<DifyOptions, 'url' | 'env'>): Promise<OpenDify> {
  const config = await difyConfigOf(options)
  return { client: new DifyClient(config), config }
}

async function difyConfigOf({ url, env }: Pick<DifyOptions, 'url' | 'env'>): Promise<DifyConfig> {
  const configured = (await loadSettings(env))?.dify
  if (url === undefined && configured !== undefined) return configured
  if (url === undefined)
    throw new UsageError(
      `No Dify server is configured. Add to ${settingsName}: dify: {base_url: https://…, auth: {email: …, password: \${DIFY_PASSWORD}}}.`,
    )
  const parsed = difyConfigSchema.safeParse({ ...withoutUrl(configured), base_url: url, auth: authFromEnvironment() })
  if (!parsed.success)
    throw new UsageError(
      `--url ${url} with the AUTOOPT_DIFY_ variables cannot be used: ${parsed.error.issues[0]?.message}.`,
    )
  // Secrets of the configuration are for its own server.
  if (configured !== undefined && new URL(configured.base_url).origin === new URL(url).origin)
    return { ...configured, base_url: url }
  return parsed.data
}

function withoutUrl(config: DifyConfig | undefined): Partial<DifyConfig> {
  if (config === undefined) return {}
  const { base_url: _url, auth: _auth, ...rest } = config
  return rest
}

/** The account for a server that no configuration knows. */
function authFromEnvironment(): Record<string, string | undefined> {
  const {
    AUTOOPT_DIFY_EMAIL: email,
    AUTOOPT_DIFY_PASSWORD: password,
    AUTOOPT_DIFY_ADMIN_KEY: admin_api_key,
    AUTOOPT_DIFY_WORKSPACE: workspace_id,
  } = process.env
  return {
    ...(email !== undefined && password !== undefined && { email, password }),
    ...(admin_api_key !== undefined && workspace_id !== undefined && { admin_api_key, workspace_id }),
  }
}
