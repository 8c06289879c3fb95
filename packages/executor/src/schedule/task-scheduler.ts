import type { InfrastructureError } from '@autoopt/collector'
import type { ExecutionPolicy } from '@autoopt/config'

/** Tasks of one weight. Lanes of larger weight go first; those of equal weight take turns. */
export interface TaskLane<Task> {
  readonly weight: number
  /** Read one at a time, when there is room for one more. */
  readonly tasks: Iterable<Task> | AsyncIterable<Task>
}

/** What a scheduler tells the work it calls. */
export interface WorkCall {
  /** Aborts when the task has taken too long or the schedule is aborted. Nothing waits for work that does not listen. */
  readonly signal: AbortSignal
  /** From 1. */
  readonly attempt: number
}

/**
 * Does a task.
 *
 * Throwing an `InfrastructureError` asks for another try, as the policy says. Any other error ends the schedule with that error.
 */
export type Work<Task, Result> = (task: Task, call: WorkCall) => Promise<Result>

/** The part of an execution policy that schedulers follow. */
export type SchedulePolicy = Pick<
  ExecutionPolicy,
  'max_concurrency' | 'batch_size' | 'batch_pause_ms' | 'rate_limit' | 'retry' | 'case_timeout_ms' | 'stop'
>

export interface ScheduleOptions<Result> {
  readonly policy: SchedulePolicy
  /** Aborts what runs, and ends the schedule. */
  readonly signal?: AbortSignal
  /** Starts nothing more, and ends the schedule when what runs has finished. */
  readonly drain?: AbortSignal
  /** Asked before each start. A reason ends the schedule as `drain` does. */
  readonly mayStart?: (running: number) => StopReason | undefined
  /** Tokens of a result, for `rate_limit.max_tokens_per_minute`. Default: none. */
  readonly tokensOf?: (result: Result) => number
}

/** Why a schedule starts nothing more before its tasks are through. */
export interface StopReason {
  readonly kind:
    | 'target_down'
    | 'rate_limited'
    | 'budget'
    | 'max_failed_cases'
    | 'max_duration_ms'
    | 'max_calls'
    | 'max_tokens'
    | 'max_cost_usd'
    | 'drained'
    | 'aborted'
  /** A plain sentence: what was seen, and what to do. */
  readonly message: string
}

/** What a scheduler waits for when it could start something but does not. */
export type WaitReason = 'rate_limit' | 'retry_after' | 'retry' | 'batch_pause' | 'target_down' | 'slowed_down'

export type ScheduleEvent<Task, Result> =
  | { readonly type: 'done'; readonly task: Task; readonly result: Result; readonly attempts: number }
  /** The infrastructure failed this task for good. */
  | { readonly type: 'failed'; readonly task: Task; readonly error: InfrastructureError; readonly attempts: number }
  /** Told when the reason changes, and once with `null` when nothing is waited for any more. */
  | {
      readonly type: 'waiting'
      readonly reason: WaitReason | null
      /** Until the next start at the earliest. */
      readonly waitMs: number
      /** What the server said, where it is the cause. */
      readonly message?: string
    }
  /** Tasks that are neither done nor failed were not started, or not finished. Always the last event. */
  | { readonly type: 'stopped'; readonly reason: StopReason }

/** Deals tasks out: in this process, or over a queue. */
export interface TaskScheduler {
  /** For messages, e.g. `in-process`. */
  readonly name: string
  /**
   * Does all tasks of the lanes, and tells what became of each, in the order in which they finish. Reading slowly slows it down.
   * Leaving the iteration aborts it.
   */
  schedule<Task, Result>(
    lanes: readonly TaskLane<Task>[],
    work: Work<Task, Result>,
    options: ScheduleOptions<Result>,
  ): AsyncIterable<ScheduleEvent<Task, Result>>
}
