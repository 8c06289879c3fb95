import type { CostMetrics } from './metrics-schemas.ts'
import { ExactSum } from './exact-sum.ts'

/** Adds up dollars of which some are unknown. */
export class KnownCost {
  readonly #known = new ExactSum()
  #unknown = 0

  add(dollars: number | null): void {
    if (dollars === null) this.#unknown += 1
    else this.#known.add(dollars)
  }

  merge(other: KnownCost): void {
    this.#known.merge(other.#known)
    this.#unknown += other.#unknown
  }

  metrics(): CostMetrics {
    const known = this.#known.value
    return { total_usd: this.#unknown === 0 ? known : null, known_usd: known, unknown_count: this.#unknown }
  }
}
