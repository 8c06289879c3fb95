/**
 * A steady rate with a burst, as a generic cell rate algorithm (ITU-T I.371): `#next` is when a unit would be due if
 * all came evenly; units may come early by what the burst allows.
 */
export class Pace {
  readonly #intervalMs: number
  readonly #earlyMs: number
  #next = Number.NEGATIVE_INFINITY

  /** `perMinute` units, `burst` of them at once after a pause. */
  constructor({ perMinute, burst }: { readonly perMinute: number; readonly burst: number }) {
    this.#intervalMs = 60_000 / perMinute
    this.#earlyMs = (burst - 1) * this.#intervalMs
  }

  /** Milliseconds until the next unit may come; 0 when it may come now. */
  waitMs(now: number): number {
    return Math.max(0, this.#next - this.#earlyMs - now)
  }

  /** Counts units that come now. */
  take(now: number, units = 1): void {
    this.#next = Math.max(now, this.#next) + units * this.#intervalMs
  }

  /** Counts units that were not, or were too many, among those taken. */
  correct(units: number): void {
    this.#next += units * this.#intervalMs
  }
}
