import type { SchedulePolicy, WaitReason } from './task-scheduler.ts'

/** Lets a batch of tasks start, then waits for all of them and for the pause. */
export class BatchGate {
  readonly #size: number
  readonly #pauseMs: number
  #started = 0
  #pausedUntil: number | undefined

  constructor({ batch_size = Number.POSITIVE_INFINITY, batch_pause_ms }: SchedulePolicy) {
    this.#size = batch_size
    this.#pauseMs = batch_pause_ms
  }

  /** No task may be added to this batch; retries of its own may. */
  get isFull(): boolean {
    return this.#started >= this.#size
  }

  started(): void {
    this.#started += 1
  }

  /** `unfinished`: tasks of the batch that are under way. `undefined` when a task or a retry may start. */
  hold(now: number, unfinished: number): { readonly waitMs: number; readonly reason: WaitReason } | undefined {
    if (!this.isFull || unfinished > 0) return undefined
    this.#pausedUntil ??= now + this.#pauseMs
    if (now < this.#pausedUntil) return { waitMs: this.#pausedUntil - now, reason: 'batch_pause' }
    this.#pausedUntil = undefined
    this.#started = 0
    return undefined
  }
}
