import { setTimeout as delay } from 'node:timers/promises'
import { retryDelayMs, type RetryPolicy } from '@autoopt/config'
import { DifyError, DifyRateLimitError, DifyServerError } from '../errors.ts'
import { isUndone } from './is-undone.ts'

export interface RetryCallOptions {
  readonly policy: RetryPolicy
  /**
   * Whether the call may be made twice without harm. One that may not is only made again when nothing can have come of the
   * first: it was refused, or never sent.
   */
  readonly isRepeatable: boolean
  readonly signal?: AbortSignal | undefined
  /** A server that asks for more patience than this is not waited for. */
  readonly maxRetryAfterMs?: number
  /** Between 0 and 1. */
  readonly random?: () => number
}

/** Makes a call, and makes it again as the policy says when it fails for a passing reason. */
export async function retryCall<Result>(call: () => Promise<Result>, options: RetryCallOptions): Promise<Result> {
  const { policy, signal } = options
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call()
    } catch (error) {
      const delayMs = delayAfter(error, attempt, options)
      if (delayMs === undefined || attempt >= policy.max_attempts || signal?.aborted) throw error
      await delay(delayMs, undefined, { ...(signal && { signal }) }).catch(() => signal?.throwIfAborted())
    }
  }
}

/** Undefined when another try is not allowed or cannot help. */
function delayAfter(error: unknown, retry: number, options: RetryCallOptions): number | undefined {
  const { policy, isRepeatable, maxRetryAfterMs = 600_000, random } = options
  if (!(error instanceof DifyError) || error.retryable === undefined) return undefined
  if (!policy.retry_on.includes(error.retryable)) return undefined
  if (!isRepeatable && !isUndone(error)) return undefined
  const asked = error instanceof DifyRateLimitError || error instanceof DifyServerError ? error.retryAfterMs : undefined
  if (asked !== undefined) return asked > maxRetryAfterMs ? undefined : asked
  return retryDelayMs(policy, retry, random)
}
