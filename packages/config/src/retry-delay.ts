import type { RetryPolicy } from './retry-policy.ts'

/**
 * Milliseconds before the `retry`-th retry, counted from 1. With full jitter, a random share of the backoff, so that
 * clients do not come back in step (Brooker, "Exponential Backoff And Jitter", 2015).
 *
 * @param random between 0 and 1.
 */
export function retryDelayMs(policy: RetryPolicy, retry: number, random: () => number = Math.random): number {
  const backoff = Math.min(policy.max_delay_ms, policy.initial_delay_ms * growth(policy, retry))
  return policy.jitter === 'full' ? random() * backoff : backoff
}

function growth({ backoff, multiplier }: RetryPolicy, retry: number): number {
  switch (backoff) {
    case 'exponential':
      return multiplier ** (retry - 1)
    case 'linear':
      return retry
    case 'constant':
      return 1
  }
}
