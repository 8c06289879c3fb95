import { retryDelayMs } from '@autoopt/config'
/**
 * One schedule under way.
 *
 * `#pump` looks at everything that may hold a start back, and starts what may start. It runs whenever something changed: a task was
 * read, a try ended, a wait is over, an event was read. What it decides depends on the state alone, never on who called it.
 */
import { InfrastructureError } from '@autoopt/collector'
import { AdaptiveLimit } from './adaptive-limit.ts'
import { Attempt, type PendingTask } from './attempt.ts'
import { BatchGate } from './batch-gate.ts'
import type { Clock } from './clock.ts'
import { Crowd } from './crowd.ts'
import { EventChannel } from './event-channel.ts'
import { FailureJudge } from './failure-judge.ts'
import { LaneReader } from './lane-reader.ts'
import { RetryQueue } from './retry-queue.ts'
import { StartRate } from './start-rate.ts'
import type {
  ScheduleEvent,
  ScheduleOptions,
  SchedulePolicy,
  StopReason,
  TaskLane,
  WaitReason,
  Work,
} from './task-scheduler.ts'
import { Waits } from './waits.ts'

export interface DispatchOptions<Task, Result> {
  readonly lanes: readonly TaskLane<Task>[]
  readonly work: Work<Task, Result>
  readonly options: ScheduleOptions<Result>
  readonly clock: Clock
  readonly random: () => number
}

/** Why nothing may start now, and how long at least. Without a reason it is not worth telling. */
interface Hold {
  readonly waitMs?: number
  readonly reason?: WaitReason
}

export class Dispatch<Task, Result> {
  readonly #work: Work<Task, Result>
  readonly #options: ScheduleOptions<Result>
  readonly #clock: Clock
  readonly #random: () => number
  readonly #lanes: LaneReader<Task>
  readonly #events: EventChannel<ScheduleEvent<Task, Result>>
  readonly #limit: AdaptiveLimit
  readonly #rate: StartRate
  readonly #batch: BatchGate
  readonly #judge: FailureJudge
  readonly #waits: Waits
  readonly #running = new Crowd<Attempt<Task, Result>>()
  readonly #retries = new RetryQueue<PendingTask<Task>>()
  #next: PendingTask<Task> | undefined
  #reading = false
  #isRead = false
  #stop: StopReason | undefined
  #fatal: Error | undefined
  #isOver = false
  #cancelDeadline = (): void => undefined

  constructor({ lanes, work, options, clock, random }: DispatchOptions<Task, Result>) {
    const { policy } = options
    this.#work = work
    this.#options = options
    this.#clock = clock
    this.#random = random
    this.#lanes = new LaneReader(lanes)
    this.#limit = new AdaptiveLimit(policy.max_concurrency)
    this.#rate = new StartRate(policy.rate_limit)
    this.#batch = new BatchGate(policy)
    this.#judge = new FailureJudge({ policy, limit: this.#limit, random })
    this.#waits = new Waits({ clock, onOver: () => this.#pump(), tell: (event) => this.#events.push(event) })
    this.#events = new EventChannel({ onRead: () => this.#pump(), onLeave: async () => this.#close() })
  }

  async *events(): AsyncGenerator<ScheduleEvent<Task, Result>, void, void> {
    const { policy, signal, drain } = this.#options
    const { max_duration_ms: longestMs } = policy.stop
    if (longestMs !== undefined)
      this.#cancelDeadline = this.#clock.after(longestMs, () => this.#stopWith(tookTooLong(longestMs)))
    signal?.addEventListener('abort', this.#onAbort, { once: true })
    drain?.addEventListener('abort', this.#onDrain, { once: true })
    if (drain?.aborted === true) this.#onDrain()
    if (signal?.aborted === true) this.#onAbort()
    this.#pump()
    yield* this.#events
  }

  readonly #onDrain = (): void => this.#stopWith({ kind: 'drained', message: 'Stopped when asked to.' })

  readonly #onAbort = (): void => {
    this.#stop = { kind: 'aborted', message: 'Aborted when asked to; what was running is not finished.' }
    this.#abortAll()
    this.#pump()
  }

  get #isAborted(): boolean {
    return this.#fatal !== undefined || this.#stop?.kind === 'aborted'
  }

  #pump(): void {
    if (this.#isOver) return
    while (this.#stop === undefined && this.#fatal === undefined) {
      const hold = this.#hold()
      if (hold === undefined) this.#start()
      else {
        this.#waits.until(hold.waitMs, hold.reason ?? (this.#limit.isLowered ? 'slowed_down' : undefined), this.#judge)
        break
      }
    }
    const isThrough = this.#isRead && this.#next === undefined && this.#retries.size === 0
    const mayEnd = this.#stop !== undefined || this.#fatal !== undefined || isThrough
    if (mayEnd && this.#running.size === 0) this.#end()
  }

  /** `undefined` when something is there to start, and may. */
  #hold(): Hold | undefined {
    const { policy, mayStart } = this.#options
    const now = this.#clock.now()
    if (this.#next === undefined && !this.#isRead) this.#read()
    if (this.#running.size >= this.#limit.value || this.#events.size >= mostUnread(policy)) return {}
    const held = this.#judge.hold(now, this.#running.size) ?? this.#batch.hold(now, this.#unfinished())
    if (held !== undefined) return held
    const hold = this.#holdForTask(now)
    if (hold !== undefined) return hold
    const waitMs = this.#rate.waitMs(now)
    if (waitMs > 0) return { waitMs, reason: 'rate_limit' }
    const stop = mayStart?.(this.#running.size)
    if (stop === undefined) return undefined
    this.#stop = stop
    return {}
  }

  #unfinished(): number {
    return this.#running.size + this.#retries.size
  }

  #holdForTask(now: number): Hold | undefined {
    if (this.#retries.waitMs(now) === 0) return undefined
    const isRoom = this.#retries.size < mostRetries && !this.#batch.isFull
    if (isRoom && this.#next !== undefined) return undefined
    if (this.#retries.size === 0) return {}
    const isIdle = this.#running.size === 0 && !this.#reading
    return { waitMs: this.#retries.waitMs(now), ...(isIdle ? { reason: 'retry' } : {}) }
  }

  #read(): void {
    if (this.#reading) return
    this.#reading = true
    void this.#readNext()
  }

  async #readNext(): Promise<void> {
    try {
      const read = await this.#lanes.next()
      if (read === undefined) this.#isRead = true
      else this.#next = { task: read.task, attempt: 1 }
      this.#reading = false
      this.#pump()
    } catch (error) {
      this.#failWith(error)
    }
  }

  #start(): void {
    const now = this.#clock.now()
    const retry = this.#retries.take(now)
    const pending = retry ?? this.#next
    if (pending === undefined) throw new Error('A schedule starts a task that is not there')
    if (retry === undefined) {
      this.#next = undefined
      this.#batch.started()
    }
    this.#rate.started(now)
    this.#waits.over(this.#limit.isLowered)
    const attempt = new Attempt<Task, Result>(pending, now)
    this.#running.add(attempt)
    attempt.run(this.#work, this.#clock, this.#options.policy.case_timeout_ms).then(
      (result) => this.#succeed(attempt, result),
      (error: unknown) => this.#fail(attempt, error),
    )
  }

  #succeed(attempt: Attempt<Task, Result>, result: Result): void {
    this.#running.delete(attempt)
    this.#judge.succeeded()
    this.#waits.answered()
    this.#rate.used(this.#clock.now(), this.#options.tokensOf?.(result) ?? 0)
    this.#events.push({ type: 'done', task: attempt.task, result, attempts: attempt.attempt })
    this.#pump()
  }

  #fail(attempt: Attempt<Task, Result>, error: unknown): void {
    this.#running.delete(attempt)
    if (!(error instanceof InfrastructureError)) return this.#failWith(error)
    if (error.class === 'cancelled' && this.#isAborted) return this.#pump()
    const now = this.#clock.now()
    const verdict = this.#judge.failed(error, { attempt, now })
    if (verdict.stop !== undefined) this.#stop ??= verdict.stop
    const { task, attempt: number } = attempt
    if (verdict.outcome === 'final') this.#events.push({ type: 'failed', task, error, attempts: number })
    if (verdict.outcome === 'retry') {
      const delayMs = verdict.delayMs ?? retryDelayMs(this.#options.policy.retry, number, this.#random)
      this.#retries.add({ task, attempt: verdict.counts ? number + 1 : number }, now + delayMs)
    }
    this.#pump()
  }

  /** What runs may finish. */
  #stopWith(reason: StopReason): void {
    this.#stop ??= reason
    this.#pump()
  }

  /** What no policy foresees ends everything. */
  #failWith(error: unknown): void {
    this.#fatal ??= error instanceof Error ? error : new Error('A task failed without an error', { cause: error })
    this.#abortAll()
    this.#pump()
  }

  #abortAll(): void {
    const error = new InfrastructureError('The run was aborted', { class: 'cancelled' })
    for (const attempt of this.#running) attempt.abort(error)
  }

  #end(): void {
    this.#isOver = true
    if (this.#stop !== undefined && this.#fatal === undefined)
      this.#events.push({ type: 'stopped', reason: this.#stop })
    this.#events.close({ error: this.#fatal })
  }

  async #close(): Promise<void> {
    this.#isOver = true
    this.#abortAll()
    this.#waits.close()
    this.#cancelDeadline()
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    this.#options.drain?.removeEventListener('abort', this.#onDrain)
    await this.#lanes.close()
  }
}

/** Events until the reader catches up: what is finished and unread is all that memory holds beside what runs. */
function mostUnread({ max_concurrency: most }: SchedulePolicy): number {
  return Math.max(128, 2 * most)
}

/** Tasks in memory that wait for their next try; more are not read until these are through. */
const mostRetries = 1000

function tookTooLong(longestMs: number): StopReason {
  return { kind: 'max_duration_ms', message: `The run has taken the ${longestMs} ms that stop.max_duration_ms allows.` }
}
