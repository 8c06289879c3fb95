/** An estimate and the limits around it, all in the unit of the estimate. */
export interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
  /** How often such an interval holds the true value, e.g. 0.95. */
  readonly level: number
}
