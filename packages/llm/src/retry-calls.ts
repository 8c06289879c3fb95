/**
 * Tries again what broke for a passing reason. A stream is held back until its first words, so that one that breaks
 * before them can be tried again unnoticed; one that breaks later cannot, since its reader has seen a part of it.
 */
import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Middleware,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider'
import { retryDelayMs, type RetryPolicy } from '@autoopt/config'
import { systemClock, type Clock } from './clock.ts'
import { ModelError, ModelRateLimitError, ModelServerError } from './errors.ts'

/** How calls are tried again. */
export interface RetryCallsOptions {
  readonly policy: RetryPolicy
  /** A server that asks for more patience than this is not waited for. Default: ten minutes. */
  readonly maxRetryAfterMs?: number | undefined
  /** Upper bound of a delay that no server asked for, when it is to be taken. */
  readonly patienceMs?: (() => number) | undefined
  readonly onRetry?: ((retry: Retry) => void) | undefined
  readonly clock?: Clock | undefined
  /** Between 0 and 1. */
  readonly random?: (() => number) | undefined
}

/** One retry that is about to be made. */
export interface Retry {
  readonly error: ModelError
  /** Counted from 2: the first try is no retry. */
  readonly attempt: number
  readonly delayMs: number
}

/** Middleware that tries calls again as a policy says. A `Retry-After` of the server outranks the backoff. */
export function retryCalls(options: RetryCallsOptions): LanguageModelV4Middleware {
  return {
    specificationVersion: 'v4',
    wrapGenerate: async ({ doGenerate, params }) => withRetries(async () => doGenerate(), params, options),
    wrapStream: async ({ doStream, params }) => withRetries(async () => firstWords(await doStream()), params, options),
  }
}

async function withRetries<Result>(
  call: () => Promise<Result>,
  { abortSignal }: LanguageModelV4CallOptions,
  options: RetryCallsOptions,
): Promise<Result> {
  const { clock = systemClock, policy, onRetry } = options
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call()
    } catch (error) {
      if (abortSignal?.aborted || attempt >= policy.max_attempts || !isRetryable(error, policy)) throw error
      const delayMs = delayBefore(error, attempt, options)
      if (delayMs === undefined) throw error
      onRetry?.({ error, attempt: attempt + 1, delayMs })
      await clock.sleep(delayMs, abortSignal)
    }
  }
}

function isRetryable(error: unknown, { retry_on }: RetryPolicy): error is ModelError {
  return error instanceof ModelError && error.retryable !== undefined && retry_on.includes(error.retryable)
}

function delayBefore(error: ModelError, retry: number, options: RetryCallsOptions): number | undefined {
  const { policy, random, maxRetryAfterMs = 600_000, patienceMs = () => Number.POSITIVE_INFINITY } = options
  const asked =
    error instanceof ModelRateLimitError || error instanceof ModelServerError ? error.retryAfterMs : undefined
  if (asked !== undefined) return asked > maxRetryAfterMs ? undefined : asked
  const delayMs = retryDelayMs(policy, retry, random)
  return error instanceof ModelRateLimitError ? delayMs : Math.min(delayMs, patienceMs())
}

const BEFORE_WORDS = new Set<LanguageModelV4StreamPart['type']>([
  'stream-start',
  'response-metadata',
  'raw',
  'text-start',
  'reasoning-start',
])

/** @throws the error of a stream that breaks before its first words. */
async function firstWords(result: LanguageModelV4StreamResult): Promise<LanguageModelV4StreamResult> {
  const reader = result.stream.getReader()
  const held: LanguageModelV4StreamPart[] = []
  for (let isHolding = true; isHolding;) {
    const { done, value } = await reader.read()
    if (done) break
    if (value.type === 'error') {
      await reader.cancel()
      throw value.error
    }
    held.push(value)
    isHolding = BEFORE_WORDS.has(value.type)
  }
  const stream = new ReadableStream<LanguageModelV4StreamPart>(
    {
      async pull(controller) {
        const part = held.shift() ?? (await reader.read()).value
        if (part === undefined) controller.close()
        else controller.enqueue(part)
      },
      async cancel(reason) {
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  return { ...result, stream }
}
