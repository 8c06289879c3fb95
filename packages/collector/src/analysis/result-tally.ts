import type { TestResult } from '../results/test-result.ts'
import { AssertionTallies } from './assertion-tallies.ts'
import { CaseOutcomes } from './case-outcomes.ts'
import { compareTexts } from './compare-texts.ts'
import { ErrorTallies } from './error-tallies.ts'
import { getOrCreate } from './get-or-create.ts'
import type { Flakiness, PerformanceMetrics, SliceMetrics } from './metrics-schemas.ts'
import { NodeTallies } from './node-tallies.ts'
import { SliceTally } from './slice-tally.ts'

/** Counts everything that is counted of a set of results. */
export class ResultTally {
  readonly #all = new SliceTally()
  readonly #tags = new Map<string, SliceTally>()
  readonly #segments = new Map<string, SliceTally>()
  readonly #nodes = new NodeTallies()
  readonly #assertions = new AssertionTallies()
  readonly #errors = new ErrorTallies()
  readonly #cases = new CaseOutcomes()

  add(result: TestResult): void {
    this.#all.add(result)
    for (const tag of new Set(result.tags)) sliceOf(this.#tags, tag).add(result)
    for (const segment of Object.entries(result.segments)) sliceOf(this.#segments, JSON.stringify(segment)).add(result)
    this.#nodes.add(result)
    this.#assertions.add(result)
    this.#errors.add(result)
    if (result.status !== 'infra_error') this.#cases.add(caseKeyOf(result), result.status === 'passed')
  }

  merge(other: ResultTally): void {
    this.#all.merge(other.#all)
    for (const [tag, tally] of other.#tags) sliceOf(this.#tags, tag).merge(tally)
    for (const [segment, tally] of other.#segments) sliceOf(this.#segments, segment).merge(tally)
    this.#nodes.merge(other.#nodes)
    this.#assertions.merge(other.#assertions)
    this.#errors.merge(other.#errors)
    this.#cases.merge(other.#cases)
  }

  /** `level` is that of the intervals. */
  metrics({ level }: { readonly level: number }): PerformanceMetrics {
    const { cases, repeated, flaky } = this.#cases.counts()
    const options = { level, repeats: cases === 0 ? 1 : this.#all.scored / cases }
    const flakiness: Flakiness = {
      repeated_cases: repeated,
      flaky_cases: flaky,
      rate: repeated === 0 ? null : flaky / repeated,
    }
    return {
      ...this.#all.metrics(options),
      cases,
      flakiness,
      errors_by_kind: this.#errors.distribution(),
      tags: slices(this.#tags, options).map(([tag, metrics]) => Object.assign({ tag }, metrics)),
      segments: slices(this.#segments, options).map(([key, metrics]) => Object.assign(segmentOf(key), metrics)),
      nodes: this.#nodes.metrics(),
      assertions: this.#assertions.metrics(),
    }
  }
}

function sliceOf(slicesByName: Map<string, SliceTally>, name: string): SliceTally {
  return getOrCreate(slicesByName, name, () => new SliceTally())
}

/** In the key are workflow and variant, because tallies of different variants are merged. */
function caseKeyOf({ workflow_id, variant_id, case_id, case_sha256 }: TestResult): string {
  return JSON.stringify([workflow_id, variant_id, case_id, case_sha256])
}

function slices(
  slicesByName: ReadonlyMap<string, SliceTally>,
  options: { readonly repeats: number; readonly level: number },
): [string, SliceMetrics][] {
  return [...slicesByName]
    .toSorted(([one], [other]) => compareTexts(one, other))
    .map(([name, tally]) => [name, tally.metrics(options)])
}

function segmentOf(key: string): { segment: string; value: string } {
  const [segment, value] = JSON.parse(key) as [string, string]
  return { segment, value }
}
