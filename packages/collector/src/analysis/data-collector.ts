import type { TestResult } from '../results/test-result.ts'
import { compareTexts } from './compare-texts.ts'
import { getOrCreate } from './get-or-create.ts'
import type { PerformanceMetrics } from './metrics-schemas.ts'
import { ResultTally } from './result-tally.ts'

/** Which results to count; what is absent chooses all. */
export interface TallyFilter {
  readonly workflowId?: string
  readonly variantId?: string
}

export interface VariantKey {
  readonly workflow_id: string
  readonly variant_id: string
}

/**
 * Counts results one by one as they come. What it knows follows from the rows and not from their order: two collectors that saw
 * the same rows give the same figures to the last bit, and collectors of parts can be merged.
 *
 * Memory does not grow with the rows but for 18 to 36 bytes a case, which tell whether repeats agree; it grows with the number of different
 * variants, tags, segments, nodes and kinds of errors. A row that comes twice counts twice.
 */
export class DataCollector {
  readonly #variants = new Map<string, { readonly key: VariantKey; readonly tally: ResultTally }>()

  add(result: TestResult): void {
    this.#of(result).add(result)
  }

  /** Counts these results as well and gives the figures of everything counted so far; intervals are of 95 %. */
  aggregateMetrics(results: Iterable<TestResult>): PerformanceMetrics {
    for (const result of results) this.add(result)
    return this.tally().metrics({ level: 0.95 })
  }

  /** Counts everything that the other collector has counted. */
  merge(other: DataCollector): void {
    for (const { key, tally } of other.#variants.values()) this.#of(key).merge(tally)
  }

  /** The variants of which there are results, by workflow and variant id. */
  variants(): VariantKey[] {
    return [...this.#variants.entries()]
      .toSorted(([one], [other]) => compareTexts(one, other))
      .map(([, { key }]) => key)
  }

  /** Everything that was counted of the chosen results. */
  tally(filter: TallyFilter = {}): ResultTally {
    const total = new ResultTally()
    for (const { key, tally } of this.#variants.values()) if (isChosen(key, filter)) total.merge(tally)
    return total
  }

  #of({ workflow_id, variant_id }: VariantKey): ResultTally {
    const key = { workflow_id, variant_id }
    return getOrCreate(this.#variants, JSON.stringify([workflow_id, variant_id]), () => ({
      key,
      tally: new ResultTally(),
    })).tally
  }
}

function isChosen({ workflow_id, variant_id }: VariantKey, { workflowId, variantId }: TallyFilter): boolean {
  return (workflowId ?? workflow_id) === workflow_id && (variantId ?? variant_id) === variant_id
}
