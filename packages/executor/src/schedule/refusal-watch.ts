/**
 * Tells a server that refuses all calls as too many from one that refuses some.
 *
 * Refusals in a row, as many as may run at once, are a refusal of everything: then all tasks wait together, and the refusals are not
 * counted against their attempts. Each further round of refusals makes the wait longer.
 */
export class RefusalWatch {
  #inRow = 0
  #rounds = 0
  #pausedUntil = Number.NEGATIVE_INFINITY

  /** Rounds of refusals since the last answer. */
  get rounds(): number {
    return this.#rounds
  }

  waitMs(now: number): number {
    return Math.max(0, this.#pausedUntil - now)
  }

  answered(): void {
    this.#inRow = 0
    this.#rounds = 0
    this.#pausedUntil = Number.NEGATIVE_INFINITY
  }

  /**
   * @param startedAt - when the refused task started: those that started before a pause say nothing new after it.
   * @returns whether everything is refused.
   */
  refused({ now, startedAt, limit, delayMs }: Refusal): boolean {
    this.#inRow += 1
    if (this.#inRow < Math.max(2, limit)) return false
    if (startedAt >= this.#pausedUntil) {
      this.#rounds += 1
      this.#pausedUntil = now + delayMs(this.#rounds)
    }
    return true
  }
}

export interface Refusal {
  readonly now: number
  readonly startedAt: number
  /** Tasks that may run at once. */
  readonly limit: number
  readonly delayMs: (round: number) => number
}
