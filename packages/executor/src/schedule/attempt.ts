import { InfrastructureError } from '@autoopt/collector'
import type { Clock } from './clock.ts'
import type { Work } from './task-scheduler.ts'

/** A task on its way, with the number of the try that it is about to make. */
export interface PendingTask<Task> {
  readonly task: Task
  /** From 1. */
  readonly attempt: number
}

/** One try of one task. Ends when the work does, takes too long, or is aborted, even if the work goes on regardless. */
export class Attempt<Task, Result> implements PendingTask<Task> {
  readonly task: Task
  readonly attempt: number
  readonly startedAt: number
  readonly #controller = new AbortController()
  #fail: (error: unknown) => void = () => undefined

  constructor({ task, attempt }: PendingTask<Task>, startedAt: number) {
    this.task = task
    this.attempt = attempt
    this.startedAt = startedAt
  }

  async run(work: Work<Task, Result>, clock: Clock, timeoutMs: number): Promise<Result> {
    const cancelTimeout = clock.after(timeoutMs, () =>
      this.abort(
        new InfrastructureError(
          `One try took longer than ${timeoutMs} ms; raise execution.case_timeout_ms if it should be let to`,
          { class: 'timeout' },
        ),
      ),
    )
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#fail = reject
        work(this.task, { signal: this.#controller.signal, attempt: this.attempt }).then(resolve, reject)
      })
    } finally {
      cancelTimeout()
    }
  }

  /** The error is what the try ends with, and the reason of the signal that the work has. */
  abort(error: InfrastructureError): void {
    this.#fail(error)
    this.#controller.abort(error)
  }
}
