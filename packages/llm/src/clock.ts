import { setTimeout as delay } from 'node:timers/promises'

/** Time as a parameter, so that tests need not wait. */
export interface Clock {
  /** Milliseconds, never going back. */
  now(): number
  /** Rejects with the signal's reason when it aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  async sleep(milliseconds, signal) {
    signal?.throwIfAborted()
    try {
      // A timer beyond 2^31 - 1 ms would fire at once.
      await delay(Math.min(milliseconds, 2 ** 31 - 1), undefined, { ...(signal && { signal }) })
    } catch (error) {
      throw signal?.aborted ? signal.reason : error
    }
  },
}
