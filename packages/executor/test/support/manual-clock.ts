import type { Clock } from '../../src/schedule/clock.ts'

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #now = 0
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>()

  now(): number {
    return this.#now
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  async sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => this.after(milliseconds, resolve))
  }

  /** Goes from timer to timer until the promise settles. */
  async runUntil<Value>(promise: Promise<Value>): Promise<Value> {
    const state = { isSettled: false }
    const settle = (): void => {
      state.isSettled = true
    }
    promise.then(settle, settle)
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      if (state.isSettled) return promise
      const next = [...this.#timers].toSorted((one, other) => one.at - other.at)[0]
      if (next === undefined) throw new Error('Nothing will ever happen again')
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.callback()
    }
  }
}
