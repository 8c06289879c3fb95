import { retryAfterMs, type RetryPolicy } from '@autoopt/config'
import { FormData } from 'undici'
import { type DifyErrorContext, DifyNetworkError, DifyResponseError, DifyTimeoutError } from '../errors.ts'
import { errorOfAnswer } from './error-of-answer.ts'
import { errorOfFailure } from './error-of-failure.ts'
import { httpFetch, type HttpResponse } from './http-fetch.ts'
import { redact } from './redact.ts'
import { retryCall } from './retry-call.ts'

export interface TransportOptions {
  /** The server, without `/v1` or `/console/api`; a path in front of both is kept. */
  readonly baseUrl: string
  readonly connectTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly retry: RetryPolicy
  /** Between 0 and 1. */
  readonly random?: () => number
}

/** One call. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** From the base of the server on, e.g. `/v1/info`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, unless it is a form. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  /** Default: GET and DELETE are, everything else is not. */
  readonly isRepeatable?: boolean
  /** Default: that of the transport. For streams, until the first byte. */
  readonly timeoutMs?: number
}

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: HttpResponse['headers']
  /** Undefined when there is no body. */
  readonly body: unknown
}

/**
 * Calls one server: paths, timeouts, retries, typed errors, and no secret in any of them. It never follows a redirect, so
 * that a token goes to the server it was given for and to no other.
 */
export class Transport {
  /** Secrets that must appear in no message. */
  readonly secrets = new Set<string>()
  /** As the last answer's `X-Version` said. */
  serverVersion: string | undefined
  readonly #options: TransportOptions
  readonly #base: URL

  constructor(options: TransportOptions) {
    this.#options = options
    this.#base = new URL(options.baseUrl.endsWith('/') ? options.baseUrl : `${options.baseUrl}/`)
  }

  get host(): string {
    return this.#base.host
  }

  /** Reads an answer of JSON. @throws a `DifyError` for everything but success. */
  async json(call: Call): Promise<Answer> {
    return this.retried(call, async () => {
      const signal = AbortSignal.any([
        AbortSignal.timeout(call.timeoutMs ?? this.#options.requestTimeoutMs),
        ...(call.signal ? [call.signal] : []),
      ])
      const response = await this.#send(call, signal)
      const text = await this.#text(response, call, signal)
      if (!response.ok) throw this.#refusal(response, text, call)
      return { status: response.status, headers: response.headers, body: this.#parse(text, call, response.status) }
    })
  }

  /** Begins to read an answer of server-sent events. @throws a `DifyError` when it is none. */
  async stream(call: Call): Promise<ReadableStream<Uint8Array>> {
    return this.retried(call, async () => this.streamOnce(call))
  }

  /** {@link stream}, without another try. */
  async streamOnce(call: Call): Promise<ReadableStream<Uint8Array>> {
    const started = new AbortController()
    const timer = setTimeout(() => {
      started.abort(new DOMException('no answer', 'TimeoutError'))
    }, call.timeoutMs ?? this.#options.requestTimeoutMs)
    const signal = AbortSignal.any([started.signal, ...(call.signal ? [call.signal] : [])])
    try {
      const response = await this.#send(call, signal)
      if (!response.ok) throw this.#refusal(response, await this.#text(response, call, signal), call)
      if (response.body === null || !isEventStream(response)) {
        await response.body?.cancel()
        throw new DifyResponseError(
          `${this.host} did not answer with a stream of events. Is it a Dify server?`,
          this.#context(call),
        )
      }
      return response.body as ReadableStream<Uint8Array>
    } finally {
      clearTimeout(timer)
    }
  }

  /** Does what makes a call, and does it again as the policy says when it fails for a passing reason. */
  async retried<Result>(
    call: Pick<Call, 'method' | 'isRepeatable' | 'signal'>,
    run: () => Promise<Result>,
  ): Promise<Result> {
    const { retry: policy, random } = this.#options
    const isRepeatable = call.isRepeatable ?? (call.method === 'GET' || call.method === 'DELETE')
    return retryCall(run, { policy, isRepeatable, signal: call.signal, ...(random && { random }) })
  }

  /** A text of the server or the network, fit for a message. */
  redact(text: string): string {
    return redact(text, this.secrets)
  }

  async #send(call: Call, signal: AbortSignal): Promise<HttpResponse> {
    call.signal?.throwIfAborted()
    const body = encodeBody(call.body)
    const headers = {
      accept: 'application/json, text/event-stream',
      ...(typeof body === 'string' && { 'content-type': 'application/json' }),
      ...call.headers,
    }
    const { connectTimeoutMs } = this.#options
    try {
      const request = { method: call.method, headers, body, signal }
      const response = await httpFetch(this.#urlOf(call), request, { connectTimeoutMs })
      this.serverVersion = response.headers.get('x-version') ?? this.serverVersion
      if (response.status >= 300 && response.status < 400) throw await this.#redirected(response, call)
      return response
    } catch (error) {
      throw this.#failure(error, call, signal)
    }
  }

  async #text(response: HttpResponse, call: Call, signal: AbortSignal): Promise<string> {
    try {
      return await response.text()
    } catch (error) {
      throw this.#failure(error, call, signal)
    }
  }

  #failure(error: unknown, call: Call, signal: AbortSignal): unknown {
    if (call.signal?.aborted) return call.signal.reason
    if (error instanceof DifyResponseError || error instanceof DifyNetworkError) return error
    if (signal.aborted) {
      const seconds = (call.timeoutMs ?? this.#options.requestTimeoutMs) / 1000
      return new DifyTimeoutError(
        `${this.host} did not answer ${nameOf(call)} within ${seconds} s.`,
        this.#context(call),
      )
    }
    return errorOfFailure(error, this.#context(call))
  }

  #refusal(response: HttpResponse, text: string, call: Call): Error {
    const { code, message } = readRefusal(text)
    const answer = {
      status: response.status,
      code,
      message: this.redact(message),
      retryAfterMs: retryAfterMs(Object.fromEntries(response.headers)),
    }
    return errorOfAnswer(answer, this.#context(call))
  }

  async #redirected(response: HttpResponse, call: Call): Promise<DifyResponseError> {
    await response.body?.cancel()
    const location = this.redact(response.headers.get('location') ?? 'elsewhere').split('?')[0]
    const message = `${this.host} sends the call ${nameOf(call)} on to ${location}, which was not followed, to keep the token here. Name the final address as base_url.`
    return new DifyResponseError(message, { ...this.#context(call), status: response.status })
  }

  #parse(text: string, call: Call, status: number): unknown {
    if (text.trim() === '') return undefined
    try {
      return JSON.parse(text)
    } catch {
      const message = `${this.host} answered ${nameOf(call)} with something else than JSON. Is it a Dify server, and is the address right?`
      throw new DifyResponseError(message, { ...this.#context(call), status })
    }
  }

  #urlOf({ path, query = {} }: Call): URL {
    const url = new URL(path.replace(/^\//, ''), this.#base)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value))
    return url
  }

  #context(call: Call): DifyErrorContext {
    return { call: nameOf(call), host: this.host }
  }
}

function encodeBody(body: unknown): string | FormData | null {
  if (body instanceof FormData) return body
  return body === undefined ? null : JSON.stringify(body)
}

function nameOf({ method, path }: Call): string {
  return `${method} ${path}`
}

function isEventStream(response: HttpResponse): boolean {
  return response.headers.get('content-type')?.includes('text/event-stream') ?? false
}

/** Errors come as `{code, message}`, and from some calls as `{error: {…}}`, `{custom, message}` or a page. */
function readRefusal(text: string): { code?: string | undefined; message: string } {
  try {
    const body = Object(JSON.parse(text)) as Record<string, unknown>
    const inner = body['error']
    // Of a failed import the reason stands there as text.
    const { code, type, message, custom, params } = {
      ...body,
      ...(typeof inner === 'string' ? { message: inner } : Object(inner)),
    } as Record<string, unknown>
    const named = [code, custom, type].find((value) => typeof value === 'string')
    const said = typeof message === 'string' ? message : message === undefined ? '' : JSON.stringify(message)
    const about = typeof params === 'string' && params !== '' ? ` (${params})` : ''
    return { code: named, message: `${said}${about}` }
  } catch {
    return {
      message: text
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    }
  }
}
