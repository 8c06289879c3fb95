/** How assertions are checked. */
export interface AssertionOptions {
  readonly signal?: AbortSignal | undefined
  /** Index of the repeat of the case, from 0. */
  readonly repeat?: number | undefined
  /** Milliseconds that checking one assertion may compute. Default: 2,000. */
  readonly timeLimitMs?: number | undefined
}
