import type { Clock } from './clock.ts'
import type { ScheduleEvent, WaitReason } from './task-scheduler.ts'

type WaitingEvent = Extract<ScheduleEvent<never, never>, { type: 'waiting' }>

export interface WaitsOptions {
  readonly clock: Clock
  readonly onOver: () => void
  readonly tell: (event: WaitingEvent) => void
}

/** Shorter waits for a passing reason are not worth a word. */
const worthTellingMs = 1000

/** Wakes a schedule when its wait is over, and tells when the reason of waiting changes. */
export class Waits {
  readonly #options: WaitsOptions
  #cancel: () => void = () => undefined
  #wakeAt = Number.POSITIVE_INFINITY
  #told: WaitReason | null = null

  constructor(options: WaitsOptions) {
    this.#options = options
  }

  /** Without milliseconds something else will wake the schedule. */
  until(
    waitMs: number | undefined,
    reason: WaitReason | undefined,
    { lastMessage }: { readonly lastMessage: string | undefined },
  ): void {
    this.#sleep(waitMs)
    if (reason === undefined) return
    const isLasting = reason === 'target_down' || reason === 'slowed_down'
    if (reason === this.#told || (!isLasting && (waitMs ?? 0) < worthTellingMs)) return
    this.#told = reason
    const isOfServer = isLasting || reason === 'retry_after' || reason === 'retry'
    const message = isOfServer && lastMessage !== undefined ? { message: lastMessage } : {}
    this.#options.tell({ type: 'waiting', reason, waitMs: waitMs ?? 0, ...message })
  }

  /** Something starts. */
  over(isSlowedDown: boolean): void {
    if (this.#told === null || this.#told === 'target_down' || (this.#told === 'slowed_down' && isSlowedDown)) return
    this.#tellNothing()
  }

  /** The server answers again. */
  answered(): void {
    if (this.#told === 'target_down') this.#tellNothing()
  }

  close(): void {
    this.#cancel()
  }

  #tellNothing(): void {
    this.#told = null
    this.#options.tell({ type: 'waiting', reason: null, waitMs: 0 })
  }

  #sleep(waitMs: number | undefined): void {
    if (waitMs === undefined || waitMs === Number.POSITIVE_INFINITY) return
    const { clock, onOver } = this.#options
    const wakeAt = clock.now() + waitMs
    if (wakeAt >= this.#wakeAt) return
    this.#cancel()
    this.#wakeAt = wakeAt
    this.#cancel = clock.after(waitMs, () => {
      this.#wakeAt = Number.POSITIVE_INFINITY
      onOver()
    })
  }
}
