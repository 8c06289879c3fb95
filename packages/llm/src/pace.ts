/**
 * A steady rate with a burst, as a generic cell rate algorithm (ITU-T I.371): were all units to come evenly, the next
 * would be due at `#since` plus `#units` intervals; units may come early by what the burst allows. Counted in units, not in
 * summed times, so that no rounding takes the last unit of a burst away.
 */
export class Pace {
  readonly #intervalMs: number
  readonly #early: number
  #since = Number.NEGATIVE_INFINITY
  #units = 0

  /** `perMinute` units, `burst` of them at once after a pause. */
  constructor({ perMinute, burst }: { readonly perMinute: number; readonly burst: number }) {
    this.#intervalMs = 60_000 / perMinute
    this.#early = burst - 1
  }

  /** Milliseconds until the next unit may come; 0 when it may come now. */
  waitMs(now: number): number {
    return Math.max(0, this.#since + (this.#units - this.#early) * this.#intervalMs - now)
  }

  /** Counts units that come now. */
  take(now: number, units = 1): void {
    if (this.#since + this.#units * this.#intervalMs <= now) {
      this.#since = now
      this.#units = 0
    }
    this.#units += units
  }

  /** Counts units that were not, or were too many, among those taken. What has come due meanwhile cannot be taken back. */
  correct(units: number): void {
    this.#units = Math.max(0, this.#units + units)
  }
}
