import type { Clock } from '../src/clock.ts'

/** A clock on which nobody waits: to sleep is to move it on, once everything else has come to rest. */
export class TestClock implements Clock {
  /** What was slept, in milliseconds, in the order of waking. */
  readonly slept: number[] = []
  #now = 0
  readonly #sleepers: { at: number; milliseconds: number; wake: () => void }[] = []
  #isScheduled = false
  readonly #isIdle: () => boolean

  /** Time stands still while `isIdle` says no, e.g. while a server works. */
  constructor(isIdle: () => boolean = () => true) {
    this.#isIdle = isIdle
  }

  now(): number {
    return this.#now
  }

  /** Moves the clock on without waking anybody. */
  pass(milliseconds: number): void {
    this.#now += milliseconds
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1)
        reject(signal?.reason)
      }
      const sleeper = {
        at: this.#now + milliseconds,
        milliseconds,
        wake: () => {
          signal?.removeEventListener('abort', leave)
          resolve()
        },
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#sleepers.push(sleeper)
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#isScheduled || this.#sleepers.length === 0) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      if (this.#isIdle()) this.#wakeNext()
      this.#schedule()
    })
  }

  #wakeNext(): void {
    const [next] = this.#sleepers.toSorted((left, right) => left.at - right.at)
    if (next === undefined) return
    this.#sleepers.splice(this.#sleepers.indexOf(next), 1)
    this.#now = Math.max(this.#now, next.at)
    this.slept.push(next.milliseconds)
    next.wake()
  }
}
