import type { ModelConfig } from '@autoopt/config'

/** Where a model is, and what is sent along with every call. */
export interface ModelEndpoint {
  readonly baseUrl: string
  /** Host of `baseUrl`, for messages and prices. */
  readonly host: string
  readonly apiKey: string | undefined
  readonly headers: Record<string, string>
}

/** Spelled out, since the vendors' packages would let the environment change them unseen. */
const DEFAULT_BASE_URLS = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
}

/** The endpoint of a configuration. A login in its URL becomes a header, since requests cannot be made to such URLs. */
export function modelEndpoint(config: Exclude<ModelConfig, { provider: 'simulated' }>): ModelEndpoint {
  const url = new URL(
    config.provider === 'openai-compatible' ? config.base_url : (config.base_url ?? DEFAULT_BASE_URLS[config.provider]),
  )
  const login = url.username === '' ? {} : { Authorization: basicLogin(url) }
  url.username = ''
  url.password = ''
  const headers = Object.entries(config.headers ?? {}).map(([name, value]) => [name, value.reveal()] as const)
  return {
    baseUrl: url.href.replace(/\/$/, ''),
    host: url.host,
    apiKey: config.api_key?.reveal(),
    headers: { ...login, ...Object.fromEntries(headers) },
  }
}

function basicLogin({ username, password }: URL): string {
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(login).toString('base64')}`
}
