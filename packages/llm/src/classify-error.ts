import { retryAfterMs } from '@autoopt/config'
import { AISDKError, APICallError, LoadAPIKeyError, type LanguageModelV4CallOptions } from '@ai-sdk/provider'
import {
  ModelAccessError,
  ModelError,
  ModelNetworkError,
  ModelQuotaError,
  ModelRateLimitError,
  ModelRequestError,
  ModelResponseError,
  ModelServerError,
} from './errors.ts'
import { scrubText } from './scrub-text.ts'

/** Which call failed, and what must not be said about it. */
export interface FailedCall {
  readonly params: LanguageModelV4CallOptions
  readonly model: string
  readonly endpoint: string
  readonly secrets: readonly string[]
}

const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
])

/**
 * The typed error for whatever a provider threw. It keeps neither the request nor the response that the provider's own
 * error holds. What was thrown because the caller aborted, and what no provider throws, is returned as it is.
 */
export function classifyError(error: unknown, call: FailedCall): unknown {
  if (call.params.abortSignal?.aborted) return call.params.abortSignal.reason
  if (error instanceof ModelError) return error
  if (APICallError.isInstance(error) && error.statusCode !== undefined) return fromStatus(error, error.statusCode, call)
  if (LoadAPIKeyError.isInstance(error)) return accessError(scrub(error.message, call), call)
  const network = systemError(error)
  if (network !== undefined) return networkError(network, call)
  if (isNeverSent(error)) return accessError(scrub(error.message, call), call)
  if (isServerMessage(error)) return fromStreamedMessage(error, call)
  if (AISDKError.isInstance(error)) return fromProvider(error, call)
  return error
}

function fromStatus(error: APICallError, status: number, call: FailedCall): ModelError {
  const said = scrub(error.message, call)
  const context = { ...about(call), status }
  const headers = { retryAfterMs: retryAfterMs(error.responseHeaders ?? {}) }
  if (status === 402 || (status === 429 && /insufficient_quota/.test(error.responseBody ?? ''))) {
    return new ModelQuotaError(
      `${subject(call)} has no credit left (${status}: ${said}); top up the account or use another model`,
      context,
    )
  }
  if (status === 429) {
    return new ModelRateLimitError(
      `${subject(call)} gets calls too fast (429: ${said}); lower rate_limit or max_concurrency`,
      { ...context, ...headers },
    )
  }
  if (status === 408 || status === 409 || status === 425 || status >= 500) {
    return new ModelServerError(`${subject(call)} failed (${status}: ${said}); try again later`, {
      ...context,
      ...headers,
    })
  }
  if (status === 401 || status === 403 || status === 404) return accessError(`${status}: ${said}`, call, status)
  if (status < 300) return responseError(said, call, status)
  if (status < 400) {
    return new ModelRequestError(`${subject(call)} redirects (${status}); set base_url to the final address`, context)
  }
  return new ModelRequestError(
    `${subject(call)} refuses the request (${status}: ${said}); change the prompt or the settings`,
    context,
  )
}

function accessError(said: string, call: FailedCall, status?: number): ModelAccessError {
  return new ModelAccessError(
    `${subject(call)} cannot be used (${said}); check api_key, base_url and the name of the model`,
    { ...about(call), ...(status !== undefined && { status }) },
  )
}

function responseError(said: string, call: FailedCall, status?: number): ModelResponseError {
  return new ModelResponseError(
    `${subject(call)} sent no complete answer (${said}); if it never does, check that base_url is an endpoint for models`,
    { ...about(call), ...(status !== undefined && { status }) },
  )
}

function networkError(cause: Error & { code: string }, call: FailedCall): ModelNetworkError {
  const reachedServer = !NEVER_SENT.has(cause.code)
  const what = reachedServer ? 'broke off the connection' : 'cannot be reached'
  return new ModelNetworkError(
    `${subject(call)} ${what} (${cause.code}); check base_url and that the server runs`,
    { ...about(call), reachedServer, cause: cause.code },
    { cause },
  )
}

/** The error of the operating system or of undici at the end of a chain of causes. */
function systemError(error: unknown, depth = 0): (Error & { code: string }) | undefined {
  if (!(error instanceof Error) || depth > 8) return undefined
  if (error instanceof AggregateError) {
    const inner = error.errors.map((each) => systemError(each, depth + 1)).find((each) => each !== undefined)
    if (inner !== undefined) return inner
  }
  const deeper = systemError(error.cause, depth + 1)
  if (deeper !== undefined) return deeper
  if ('code' in error && typeof error.code === 'string' && /^(?:E[A-Z_]+|UND_ERR_\w+|\w*CERT\w*)$/.test(error.code)) {
    return error as Error & { code: string }
  }
  return undefined
}

/** `fetch` refuses to send some requests at all, for example to the ports that browsers avoid. */
function isNeverSent(error: unknown): error is APICallError {
  return APICallError.isInstance(error) && error.statusCode === undefined && error.cause instanceof Error
}

interface ServerMessage {
  readonly message: string
  readonly type?: unknown
  readonly code?: unknown
}

/** Servers report failures inside a stream as an event, after they have answered with status 200. */
function isServerMessage(error: unknown): error is ServerMessage {
  if (typeof error !== 'object' || error === null || !('message' in error) || typeof error.message !== 'string')
    return false
  return !(error instanceof Error) || ('type' in error && typeof error.type === 'string')
}

function fromStreamedMessage(error: ServerMessage, call: FailedCall): ModelError {
  const kind = [error.code, error.type].filter((each) => typeof each === 'string' || typeof each === 'number').join(' ')
  const said = scrub(`${kind} ${error.message}`.trim(), call)
  if (/rate_limit|\b429\b/.test(kind)) {
    return new ModelRateLimitError(`${subject(call)} gets calls too fast (${said}); lower rate_limit`, about(call))
  }
  if (/insufficient_quota|billing/.test(kind)) {
    return new ModelQuotaError(`${subject(call)} has no credit left (${said}); top up the account`, about(call))
  }
  if (/invalid_request|\b400\b/.test(kind)) {
    return new ModelRequestError(
      `${subject(call)} refuses the request (${said}); change the prompt or the settings`,
      about(call),
    )
  }
  return new ModelServerError(`${subject(call)} failed while it answered (${said}); try again later`, about(call))
}

/** Errors of the SDK that are not about HTTP: an answer that cannot be read, or a request that cannot be written. */
function fromProvider(error: AISDKError, call: FailedCall): ModelError {
  if (/JSONParse|TypeValidation|InvalidResponseData|EmptyResponseBody|NoContentGenerated/.test(error.name)) {
    return responseError(unreadable(error), call)
  }
  return new ModelRequestError(
    `${subject(call)} cannot be sent this request (${scrub(error.message, call)}); change the prompt or the settings`,
    about(call),
  )
}

/** The messages of parsers repeat the text that they could not parse. */
function unreadable(error: AISDKError): string {
  return error.name.includes('InvalidResponseData') ? error.message : `it is not what a model answers: ${error.name}`
}

function scrub(text: string, { secrets, params }: FailedCall): string {
  return scrubText(text, { secrets, prompt: params.prompt })
}

function subject({ model, endpoint }: FailedCall): string {
  return `Model ${JSON.stringify(model)} at ${endpoint}`
}

function about({ model, endpoint }: FailedCall): { model: string; endpoint: string } {
  return { model, endpoint }
}
