/**
 * Sends a request and follows redirects as Dify's client does.
 *
 * - Every hop is checked anew: its address, and that it is HTTP.
 * - What may be a credential stays with the origin that it was meant for: at another host, port or an unencrypted address only headers
 *   are left that say what is accepted, and a redirect that would carry the body there is refused.
 */
import { httpFailure } from './http-failure.ts'
import { exchange } from './exchange.ts'
import type { ExchangeOptions, HttpRequest, HttpResponse } from './exchange.ts'

const mostRedirects = 20

/**
 * Sends a request and waits for the response of the last hop.
 *
 * @throws {@link NodeError} when redirects lead nowhere, and what {@link exchange} throws.
 */
export async function sendRequest(request: HttpRequest, options: ExchangeOptions): Promise<HttpResponse> {
  let current = request
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const response = await exchange(current, options)
    const location = redirects.has(response.status) ? response.headers['location'] : undefined
    if (location === undefined) return response
    current = redirect(current, response.status, location)
  }
  throw httpFailure('Exceeded maximum allowed redirects.')
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

function redirect(request: HttpRequest, status: number, location: string): HttpRequest {
  if (!URL.canParse(location, request.url.href)) throw httpFailure(`Invalid URL in location header: ${location}.`)
  const url = new URL(location, request.url)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw httpFailure(`Redirect to an address that is not HTTP: ${url.protocol}`)
  }
  const method = methodAfter(request.method, status)
  const body = method === request.method ? request.body : undefined
  if (staysWith(request.url, url))
    return { method, url, body, headers: body === undefined ? withoutBody(request.headers) : request.headers }
  if (body !== undefined) {
    throw httpFailure(
      `${request.url.host} redirects to ${url.host} and asks to send the body there, which may hold credentials; use the address of ${url.host} in the node`,
    )
  }
  return { method, url, body, headers: withoutCredentials(request.headers) }
}

function methodAfter(method: string, status: number): string {
  if (status === 303 || status === 302) return method === 'HEAD' ? method : 'GET'
  return status === 301 && method === 'POST' ? 'GET' : method
}

/** The same origin, or its encrypted side at the usual ports. */
function staysWith(from: URL, to: URL): boolean {
  if (from.origin === to.origin) return true
  return (
    from.hostname === to.hostname &&
    from.protocol === 'http:' &&
    to.protocol === 'https:' &&
    from.port === '' &&
    to.port === ''
  )
}

function withoutBody(headers: HttpRequest['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'content-type' && name !== 'content-length'),
  )
}

function withoutCredentials(headers: HttpRequest['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => harmless.has(name)))
}

const harmless: ReadonlySet<string> = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent'])
