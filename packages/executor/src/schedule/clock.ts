/** Time as a parameter, so that tests need not wait. */
export interface Clock {
  /** Milliseconds, never going back. */
  now(): number
  /** Calls back once, later. The function that it returns takes that back. */
  after(milliseconds: number, callback: () => void): () => void
}

/** A timer beyond this would fire at once. */
const longestTimerMs = 2 ** 31 - 1

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(milliseconds, longestTimerMs))
    return () => clearTimeout(timer)
  },
}
