import { type Clock, systemClock } from './clock.ts'
import { Dispatch } from './dispatch.ts'
import type { ScheduleEvent, ScheduleOptions, TaskLane, TaskScheduler, Work } from './task-scheduler.ts'

export interface InProcessSchedulerOptions {
  /** Default: the time of this machine. */
  readonly clock?: Clock
  /** Between 0 and 1, for jitter. Default: `Math.random`; nothing that is measured depends on it. */
  readonly random?: () => number
}

/**
 * Deals tasks out in this process.
 *
 * - A task that waits for its next try leaves its place to another one.
 * - While a server refuses some calls as too many, fewer tasks run at once. While it refuses all, all wait together.
 * - While a server fails again and again, one task at a time probes it. When that does not help within ten seconds, the schedule ends.
 */
export class InProcessScheduler implements TaskScheduler {
  readonly name = 'in-process'
  readonly #clock: Clock
  readonly #random: () => number

  constructor({ clock = systemClock, random = Math.random }: InProcessSchedulerOptions = {}) {
    this.#clock = clock
    this.#random = random
  }

  schedule<Task, Result>(
    lanes: readonly TaskLane<Task>[],
    work: Work<Task, Result>,
    options: ScheduleOptions<Result>,
  ): AsyncIterable<ScheduleEvent<Task, Result>> {
    return new Dispatch({ lanes, work, options, clock: this.#clock, random: this.#random }).events()
  }
}
