import { EnvHttpProxyAgent, fetch as undiciFetch, type RequestInit as UndiciRequestInit } from 'undici'

const CONNECT_TIMEOUT_MS = 3_000

let agent: EnvHttpProxyAgent | undefined

/**
 * `fetch` for model servers. It heeds `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, gives up connecting after 3 s, waits
 * for an answer as long as its signal allows, and does not follow redirects, which would take keys to another host.
 */
export const httpFetch: typeof globalThis.fetch = async (input, init) => {
  agent ??= new EnvHttpProxyAgent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: CONNECT_TIMEOUT_MS } })
  const url = input instanceof Request ? input.url : input
  // The global types and undici's describe the same objects of two versions.
  const request = { ...init, redirect: 'manual', dispatcher: agent } as UndiciRequestInit
  return undiciFetch(url, request)
}
