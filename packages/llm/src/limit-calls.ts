import type { LanguageModelV4Middleware } from '@ai-sdk/provider'
import type { CallEnd, CallLimiter } from './call-limiter.ts'
import { ModelRateLimitError, ModelServerError } from './errors.ts'
import { estimateTokens } from './estimate-tokens.ts'
import { guardCall, type CallOutcome } from './guard-call.ts'
import { promptText } from './prompt-text.ts'

/** Middleware that makes each call wait for the limiter. Goes inside retries, so that a call that waits to retry holds no place. */
export function limitCalls(limiter: CallLimiter): LanguageModelV4Middleware {
  return guardCall(async (params) => {
    const permit = await limiter.acquire(estimateTokens(promptText(params)), params.abortSignal)
    return (outcome) => permit.release(callEnd(outcome))
  })
}

function callEnd(outcome: CallOutcome): CallEnd {
  if (outcome.ok) {
    const input = outcome.usage.inputTokens.total
    const output = outcome.usage.outputTokens.total
    return { kind: 'answered', tokens: input === undefined || output === undefined ? undefined : input + output }
  }
  const { error } = outcome
  if (error instanceof ModelRateLimitError) return { kind: 'rate_limited', retryAfterMs: error.retryAfterMs }
  if (error instanceof ModelServerError && error.retryAfterMs !== undefined) {
    return { kind: 'rate_limited', retryAfterMs: error.retryAfterMs }
  }
  return { kind: 'failed' }
}
