import { createHash } from 'node:crypto'
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { readCallTags } from './call-tags.ts'

/** Grows when the same call would have to be answered anew. */
const FORMAT = 1

/** Headers that say who calls or which program does, and so change while the answer stays the same. */
const NOT_OF_THE_ANSWER = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'user-agent',
  'traceparent',
  'tracestate',
  'x-request-id',
  'idempotency-key',
])

/** What is asked besides the call's own options. */
export interface CacheScope {
  readonly provider: string
  readonly model: string
  readonly baseUrl: string
  /** Headers that are sent with every call. */
  readonly headers?: Readonly<Record<string, string>>
  /** Further fields of every request body. */
  readonly extra?: Readonly<Record<string, unknown>>
}

/**
 * SHA-256 over everything that the answer depends on, and over which repeat and draw it is, so that repeats are draws
 * of their own. Keys of the API are not in it; streamed and unstreamed calls share an answer.
 */
export function cacheKey(scope: CacheScope, params: LanguageModelV4CallOptions): string {
  const { abortSignal: _signal, includeRawChunks: _raw, headers, providerOptions, ...asked } = params
  const { autoopt: _tags, ...options } = providerOptions ?? {}
  const { repeat, draw } = readCallTags(params)
  const whole = {
    format: FORMAT,
    scope: { ...scope, headers: answerHeaders(scope.headers) },
    asked,
    headers: answerHeaders(headers),
    options,
    repeat,
    draw,
  }
  return createHash('sha256').update(canonicalJson(whole)).digest('hex')
}

function answerHeaders(headers: Readonly<Record<string, string | undefined>> = {}): Record<string, string | undefined> {
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return Object.fromEntries(lowerCase.filter(([name]) => !NOT_OF_THE_ANSWER.has(name)))
}

/** JSON in which equal values are equal texts: keys sorted, bytes and URLs as text, `undefined` left out. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner instanceof Uint8Array) return { bytes: createHash('sha256').update(inner).digest('hex') }
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1)))
  })
}
