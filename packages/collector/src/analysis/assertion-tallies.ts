import type { AssertionResult } from '../results/assertion-result.ts'
import type { TestResult } from '../results/test-result.ts'
import { compareTexts } from './compare-texts.ts'
import { ExactSum } from './exact-sum.ts'
import { getOrCreate } from './get-or-create.ts'
import type { AssertionMetrics } from './metrics-schemas.ts'

/** Counts what assertions found, by their type and what they looked at. */
export class AssertionTallies {
  readonly #kinds = new Map<string, AssertionTally>()

  /** Results that were lost to the infrastructure are left out. */
  add({ status, assertions }: TestResult): void {
    if (status === 'infra_error') return
    for (const assertion of assertions) this.#of(kindOf(assertion)).add(assertion)
  }

  merge(other: AssertionTallies): void {
    for (const tally of other.#kinds.values()) this.#of(tally.kind).merge(tally)
  }

  /** Those that fail most often first. */
  metrics(): AssertionMetrics[] {
    return [...this.#kinds.entries()]
      .map(([key, tally]) => ({ key, metrics: tally.metrics() }))
      .toSorted((one, other) => missed(other.metrics) - missed(one.metrics) || compareTexts(one.key, other.key))
      .map(({ metrics }) => metrics)
  }

  #of(kind: Kind): AssertionTally {
    return getOrCreate(this.#kinds, JSON.stringify(Object.values(kind)), () => new AssertionTally(kind))
  }
}

type Kind = Pick<AssertionMetrics, 'type' | 'node' | 'output'>

function kindOf({ type, node, output }: AssertionResult): Kind {
  return { type, node: node ?? null, output: output ?? null }
}

function missed({ total, passed }: AssertionMetrics): number {
  return total - passed
}

class AssertionTally {
  readonly kind: Kind
  #total = 0
  #passed = 0
  readonly #score = new ExactSum()

  constructor(kind: Kind) {
    this.kind = kind
  }

  add({ passed, score }: AssertionResult): void {
    this.#total += 1
    this.#passed += Number(passed)
    this.#score.add(score)
  }

  merge(other: AssertionTally): void {
    this.#total += other.#total
    this.#passed += other.#passed
    this.#score.merge(other.#score)
  }

  metrics(): AssertionMetrics {
    const total = this.#total
    return { ...this.kind, total, passed: this.#passed, avg_score: this.#score.value / total }
  }
}
