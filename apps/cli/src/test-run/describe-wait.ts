import type { RunProgress } from '@autoopt/executor'

const reasons = {
  rate_limit: 'the rate limit of the plan',
  retry_after: 'the server asks for a pause',
  retry: 'the next try of cases that failed',
  batch_pause: 'the pause between batches',
  target_down: 'the server does not answer',
  slowed_down: 'the server refuses some calls, so fewer run at once',
} as const

/** Why nothing starts, for a person; `undefined` when things go on. */
export function describeWait({ reason, message }: Extract<RunProgress, { type: 'waiting' }>): string | undefined {
  if (reason === null) return undefined
  return message === undefined ? reasons[reason] : `${reasons[reason]} (${message})`
}
