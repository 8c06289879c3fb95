/**
 * A steady rate with a burst, as a generic cell rate algorithm (ITU-T I.371): units that come evenly are due one interval apart, and
 * may come early by what the burst allows. Units may be taken that were not yet due: then the next ones wait the longer.
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

  /** Milliseconds until the next unit is due; 0 when it may come now. */
  waitMs(now: number): number {
    return Math.max(0, this.#since + (this.#units - this.#early) * this.#intervalMs - now)
  }

  /** Counts units that come now. */
  take(now: number, units = 1): void {
    // Counted in units from one point in time, so that no rounding adds up.
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
