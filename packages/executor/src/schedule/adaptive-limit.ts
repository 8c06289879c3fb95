/**
 * How many tasks may run at once while a server refuses some as too many.
 *
 * Additive increase, multiplicative decrease, with the decrease in proportion to the share that was refused (as DCTCP does:
 * Alizadeh et al., SIGCOMM 2010). Over a window of as many endings as may run at once, the limit grows by one when none was
 * refused, and else shrinks by half of the share: a few refusals at random cost little, refusals of everything halve it.
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
    const next = share > 0 ? this.#limit * (1 - share / 2) : this.#limit + 1
    this.#limit = Math.min(this.#maximum, Math.max(1, next))
    this.#ended = 0
    this.#refused = 0
  }
}
