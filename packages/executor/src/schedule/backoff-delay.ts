import type { RetryPolicy } from '@autoopt/config'

/**
 * Milliseconds before the `retry`-th retry, counted from 1. With full jitter it is a random share of the backoff, so that tasks do not
 * come back in step (Brooker, "Exponential Backoff And Jitter", 2015).
 */
export function backoffDelay(policy: RetryPolicy, retry: number, random: () => number): number {
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
