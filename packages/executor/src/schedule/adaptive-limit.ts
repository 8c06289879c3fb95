/**
 * How many tasks may run at once while a server refuses some as too many.
 *
 * Additive increase, multiplicative decrease, both in proportion to the share that was refused (as DCTCP decreases: Alizadeh et al.,
 * SIGCOMM 2010). Over a window of as many endings as may run at once, the limit shrinks by half of the share, and grows by the rest of
 * one: without refusals by one; when all are refused it halves; and at a steady share it comes to rest near twice its inverse.
 */
export class AdaptiveLimit {
  readonly #maximum: number
  #limit: number
  #ended = 0
  #refused = 0

  constructor(maximum: number) {
    this.#maximum = maximum
    this.#limit = maximum
  }

  /** At least 1. */
  get value(): number {
    return Math.floor(this.#limit)
  }

  get isLowered(): boolean {
    return this.value < this.#maximum
  }

  ended({ refused }: { readonly refused: boolean }): void {
    if (this.#limit === this.#maximum && this.#ended === 0 && !refused) return
    this.#ended += 1
    if (refused) this.#refused += 1
    if (this.#ended < this.value) return
    const share = this.#refused / this.#ended
    const next = this.#limit * (1 - share / 2) + (1 - share)
    this.#limit = Math.min(this.#maximum, Math.max(1, next))
    this.#ended = 0
    this.#refused = 0
  }
}
