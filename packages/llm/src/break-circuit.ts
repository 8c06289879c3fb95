import type { LanguageModelV4Middleware } from '@ai-sdk/provider'
import type { CircuitBreaker } from './circuit-breaker.ts'
import { guardCall } from './guard-call.ts'

/** Middleware that makes no calls to a server that is down. Goes inside retries. */
export function breakCircuit(
  breaker: CircuitBreaker,
  { endpoint }: { readonly endpoint: string },
): LanguageModelV4Middleware {
  return guardCall(() => {
    const exit = breaker.enter(endpoint)
    return (outcome) => exit(outcome.ok ? undefined : (outcome.error ?? new DOMException('Aborted', 'AbortError')))
  })
}
