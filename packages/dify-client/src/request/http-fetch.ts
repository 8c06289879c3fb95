import { EnvHttpProxyAgent, fetch } from 'undici'

const agents = new Map<number, EnvHttpProxyAgent>()

export type HttpRequest = Pick<NonNullable<Parameters<typeof fetch>[1]>, 'method' | 'headers' | 'body' | 'signal'>
export type HttpResponse = Awaited<ReturnType<typeof fetch>>

/**
 * Sends a request. It heeds `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (and, as all of Node, `NODE_EXTRA_CA_CERTS`), waits for
 * an answer as long as its signal allows, and does not follow redirects, which would take tokens to another host.
 */
export async function httpFetch(
  url: URL,
  request: HttpRequest,
  { connectTimeoutMs }: { readonly connectTimeoutMs: number },
): Promise<HttpResponse> {
  return fetch(url, { ...request, redirect: 'manual', dispatcher: agentFor(connectTimeoutMs) })
}

function agentFor(connectTimeoutMs: number): EnvHttpProxyAgent {
  let agent = agents.get(connectTimeoutMs)
  if (agent === undefined) {
    agent = new EnvHttpProxyAgent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: connectTimeoutMs } })
    agents.set(connectTimeoutMs, agent)
  }
  return agent
}
