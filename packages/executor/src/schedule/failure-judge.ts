import { retryDelayMs } from '@autoopt/config'
import type { InfrastructureError } from '@autoopt/collector'
import type { AdaptiveLimit } from './adaptive-limit.ts'
import { isRetried } from './is-retried.ts'
import { OutageWatch } from './outage-watch.ts'
import { RefusalWatch } from './refusal-watch.ts'
import type { SchedulePolicy, StopReason, WaitReason } from './task-scheduler.ts'

/** What is to be done about a try that the infrastructure failed. */
export interface FailureVerdict {
  /** `final`: the task has failed. `retry`: it is tried again. `open`: it is left for another schedule. */
  readonly outcome: 'final' | 'retry' | 'open'
  /** Whether the try counts against the attempts of the task. */
  readonly counts: boolean
  /** Until the next try. Default: the backoff of the policy. */
  readonly delayMs?: number
  readonly stop?: StopReason
}

export interface FailureJudgeOptions {
  readonly policy: SchedulePolicy
  readonly limit: AdaptiveLimit
  readonly random: () => number
}

/** A server that asks for more patience than this is not waited for. */
const longestRetryAfterMs = 600_000

/** Decides what failures mean for the task that met them, and for the schedule. */
export class FailureJudge {
  readonly #policy: SchedulePolicy
  readonly #limit: AdaptiveLimit
  readonly #random: () => number
  readonly #outage: OutageWatch
  readonly #refusals = new RefusalWatch()
  #lastMessage: string | undefined

  constructor({ policy, limit, random }: FailureJudgeOptions) {
    this.#policy = policy
    this.#limit = limit
    this.#random = random
    this.#outage = new OutageWatch(policy.stop.max_consecutive_errors)
  }

  /** Of the last failure, for people. */
  get lastMessage(): string | undefined {
    return this.#lastMessage
  }

  /** Whether everything waits for the server. */
  hold(now: number, running: number): { readonly waitMs?: number; readonly reason?: WaitReason } | undefined {
    if (this.#outage.isSuspected) {
      const waitMs = this.#outage.waitMs(now)
      if (running > 0) return { reason: 'target_down' }
      if (waitMs > 0) return { waitMs, reason: 'target_down' }
    }
    const waitMs = this.#refusals.waitMs(now)
    return waitMs > 0 ? { waitMs, reason: 'retry_after' } : undefined
  }

  succeeded(): void {
    this.#limit.ended({ refused: false })
    this.#outage.answered()
    this.#refusals.answered()
  }

  failed(error: InfrastructureError, { attempt, now }: FailedTry): FailureVerdict {
    this.#lastMessage = error.message
    if (error.class === 'budget')
      return { outcome: 'open', counts: false, stop: { kind: 'budget', message: error.message } }
    return error.class === 'rate_limit' ? this.#refused(error, attempt, now) : this.#broken(error, attempt, now)
  }

  #refused(error: InfrastructureError, attempt: FailedTry['attempt'], now: number): FailureVerdict {
    const { retry, stop } = this.#policy
    this.#outage.answered()
    const limit = this.#limit.value
    this.#limit.ended({ refused: true })
    if (!this.#mayRetry(error)) return this.#broken(error, attempt, now)
    const { retryAfterMs } = error
    if (retryAfterMs !== undefined && retryAfterMs > longestRetryAfterMs)
      return { outcome: 'open', counts: false, stop: asksForPatience(error, retryAfterMs) }
    const delayMs = (round: number): number => retryAfterMs ?? retryDelayMs(retry, round, this.#random)
    const isTotal = this.#refusals.refused({ now, startedAt: attempt.startedAt, limit, delayMs })
    if (isTotal && this.#refusals.rounds >= stop.max_consecutive_errors)
      return { outcome: 'open', counts: false, stop: refusesAll(error, this.#refusals.rounds) }
    if (isTotal) return { outcome: 'retry', counts: false, delayMs: this.#refusals.waitMs(now) }
    if (attempt.attempt >= retry.max_attempts) return { outcome: 'final', counts: true }
    return { outcome: 'retry', counts: true, ...(retryAfterMs === undefined ? {} : { delayMs: retryAfterMs }) }
  }

  #broken(error: InfrastructureError, attempt: FailedTry['attempt'], now: number): FailureVerdict {
    const { retry } = this.#policy
    const mends = this.#mayRetry(error)
    const delayMs = error.retryAfterMs ?? retryDelayMs(retry, attempt.attempt, this.#random)
    const wasSuspected = this.#outage.isSuspected
    this.#outage.failed(now, mends ? delayMs : 0)
    const isDown = this.#outage.isDown(now, { mends })
    const down = isDown ? { stop: isDownReason(error, this.#outage.failures) } : {}
    if (!mends) return { outcome: 'final', counts: true, ...down }
    if (isDown) return { outcome: 'open', counts: false, ...down }
    if (wasSuspected) return { outcome: 'retry', counts: false, delayMs: this.#outage.waitMs(now) }
    if (attempt.attempt >= retry.max_attempts) return { outcome: 'final', counts: true }
    return { outcome: 'retry', counts: true, delayMs }
  }

  #mayRetry(error: InfrastructureError): boolean {
    return this.#policy.retry.max_attempts > 1 && isRetried(error, this.#policy.retry)
  }
}

interface FailedTry {
  readonly attempt: { readonly attempt: number; readonly startedAt: number }
  readonly now: number
}

function isDownReason(error: InfrastructureError, failures: number): StopReason {
  return {
    kind: 'target_down',
    message: `${failures} tries in a row failed, and not through the workflow. The last one: ${error.message}`,
  }
}

function refusesAll(error: InfrastructureError, rounds: number): StopReason {
  return {
    kind: 'rate_limited',
    message: `All calls were refused as too many, ${rounds} times in a row with longer and longer pauses. The last one: ${error.message}`,
  }
}

function asksForPatience(error: InfrastructureError, retryAfterMs: number): StopReason {
  const minutes = Math.ceil(retryAfterMs / 60_000)
  return { kind: 'rate_limited', message: `The server asks to wait ${minutes} minutes. It said: ${error.message}` }
}
