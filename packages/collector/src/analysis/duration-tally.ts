import { DurationHistogram } from './duration-histogram.ts'
import { ExactSum } from './exact-sum.ts'
import type { DurationMetrics } from './metrics-schemas.ts'

/** Counts durations for their mean and their percentiles. */
export class DurationTally {
  readonly #sum = new ExactSum()
  readonly #histogram = new DurationHistogram()

  add(milliseconds: number): void {
    this.#sum.add(milliseconds)
    this.#histogram.add(milliseconds)
  }

  merge(other: DurationTally): void {
    this.#sum.merge(other.#sum)
    this.#histogram.merge(other.#histogram)
  }

  metrics(): DurationMetrics | null {
    const { count, min, max } = this.#histogram
    const quantiles = this.#histogram.quantiles([0.5, 0.9, 0.95, 0.99])
    if (min === null || max === null || quantiles === null) return null
    const [p50, p90, p95, p99] = quantiles
    return { mean: this.#sum.value / count, min, p50, p90, p95, p99, max }
  }
}
