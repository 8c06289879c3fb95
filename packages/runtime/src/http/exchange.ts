/** One request and its response, without redirects. */
import { request as requestHttp } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import type { HttpPolicy } from '../nodes/node-runner.ts'
import { checkAddress } from './check-address.ts'
import { checkedLookup } from './checked-lookup.ts'
import { readBody } from './read-body.ts'

export interface HttpRequest {
  readonly method: string
  readonly url: URL
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
}

export interface HttpResponse {
  readonly status: number
  /** By name in lower case; several of one name are joined. */
  readonly headers: Readonly<Record<string, string>>
  /** Decompressed. */
  readonly body: Uint8Array
  /** Of the last request, redirects followed. */
  readonly url: URL
}

export interface ExchangeOptions {
  readonly policy: HttpPolicy
  readonly signal: AbortSignal
  readonly connectTimeoutMs: number
  /** The longest silence. */
  readonly readTimeoutMs: number
  readonly verifiesTls: boolean
  /** Of the response, before and after it is decompressed. */
  readonly maxBytes: number
}

/**
 * Sends a request to an address that the policy lets pass.
 *
 * @throws {@link PrivateAddressError}, {@link NodeError} for a response that is too long, and errors of the network as they come.
 */
export async function exchange(request: HttpRequest, options: ExchangeOptions): Promise<HttpResponse> {
  const hostname = request.url.hostname.replace(/^\[|\]$/g, '')
  // Addresses are connected to without asking the resolver.
  if (isIP(hostname) !== 0) checkAddress(hostname, hostname, options.policy)
  const response = await send(request, options)
  const isEmpty = request.method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304
  return {
    status: response.statusCode ?? 0,
    headers: headersOf(response),
    body: isEmpty ? new Uint8Array() : await readBody(response, options.maxBytes),
    url: request.url,
  }
}

async function send({ method, url, headers, body }: HttpRequest, options: ExchangeOptions): Promise<IncomingMessage> {
  const { policy, signal, connectTimeoutMs, readTimeoutMs, verifiesTls } = options
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? requestHttps : requestHttp
    const request = start(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': body.length }) },
      // A connection of its own: none that was made under another policy is used again.
      agent: false,
      lookup: checkedLookup(policy),
      rejectUnauthorized: verifiesTls,
      signal,
    })
    // After the response has begun, errors are those of the response.
    let open: ClientRequest | IncomingMessage = request
    request.on('error', reject).once('response', (response) => {
      open = response
      resolve(response)
    })
    limitConnect(request, connectTimeoutMs)
    request.setTimeout(readTimeoutMs, () => open.destroy(timeout('read', readTimeoutMs)))
    request.end(body)
  })
}

function limitConnect(request: ClientRequest, timeoutMs: number): void {
  const timer = setTimeout(() => request.destroy(timeout('connect', timeoutMs)), timeoutMs)
  const stop = (): void => clearTimeout(timer)
  request.once('close', stop).once('socket', (socket) => {
    socket.once('connect', stop).once('close', stop)
  })
}

function timeout(phase: 'connect' | 'read', timeoutMs: number): Error {
  return Object.assign(new Error(`timed out: no ${phase} within ${timeoutMs} ms`), { code: 'ETIMEDOUT' })
}

function headersOf({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(', ')]))
}
