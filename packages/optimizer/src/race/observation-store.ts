import type { PairedCase, TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import { type Observation, type Phase, phaseOf } from './observation.ts'

/** The scores of one case with two variants. */
export interface ObservedPair extends PairedCase {
  readonly caseId: string
}

/** Which results are meant. */
export interface ResultFilter {
  /** Default: `search`. */
  readonly phase?: Phase
  /** Default: all that were drawn in that phase. */
  readonly repeats?: readonly number[]
}

/** Which two variants are paired, and on which results. */
export interface PairOptions extends ResultFilter {
  readonly baseline: string
  readonly candidate: string
  /** Of the baseline, when they are not the same as of the candidate. */
  readonly baselineRepeats?: readonly number[]
}

/**
 * Everything that a campaign has observed, by variant, case and repeat: what is in here is never paid for twice. The first result of
 * a variant, case and repeat stays; one of `infra_error` stays as well, as a run that is missing.
 */
export class ObservationStore {
  readonly #byVariant = new Map<string, Map<string, Map<number, Observation>>>()
  #size = 0
  #nextRepeat = 0

  constructor(observations: Iterable<Observation> = []) {
    for (const observation of observations) this.add(observation)
  }

  get size(): number {
    return this.#size
  }

  /** The smallest repeat index above all that were drawn of any variant: a draw with it is fresh for all of them. */
  get nextRepeat(): number {
    return this.#nextRepeat
  }

  /** @returns whether it is new. */
  add(observation: Observation): boolean {
    const { variant_id, case_id, repeat } = observation.result
    const cases = entry(this.#byVariant, variant_id, () => new Map<string, Map<number, Observation>>())
    const repeats = entry(cases, case_id, () => new Map<number, Observation>())
    if (repeats.has(repeat)) return false
    repeats.set(repeat, observation)
    this.#size += 1
    this.#nextRepeat = Math.max(this.#nextRepeat, repeat + 1)
    return true
  }

  get(variantId: string, caseId: string, repeat: number): Observation | undefined {
    return this.#byVariant.get(variantId)?.get(caseId)?.get(repeat)
  }

  /** The results of a variant, or of one of its cases, in the order in which they came; by default those of the search. */
  results(variantId: string, filter: ResultFilter & { readonly caseId?: string } = {}): TestResult[] {
    const { caseId, phase = 'search', repeats } = filter
    const cases = this.#byVariant.get(variantId)
    const lists = caseId === undefined ? [...(cases?.values() ?? [])] : [cases?.get(caseId)]
    return lists
      .flatMap((list) => Array.from(list?.values() ?? []))
      .filter((one) => phaseOf(one) === phase && (repeats === undefined || repeats.includes(one.result.repeat)))
      .map(({ result }) => result)
  }

  /** Cases that both variants have a score of, in the order given; runs that are missing are left out on both sides. */
  pairs(cases: readonly TestCase[], { baseline, candidate, baselineRepeats, ...filter }: PairOptions): ObservedPair[] {
    const baselineFilter = baselineRepeats === undefined ? filter : { ...filter, repeats: baselineRepeats }
    return cases.flatMap((testCase) => {
      const caseId = testCase.case_id
      const pair = {
        caseId,
        group: testCase.group,
        baseline: scores(this.results(baseline, { ...baselineFilter, caseId })),
        candidate: scores(this.results(candidate, { ...filter, caseId })),
      }
      return pair.baseline.length > 0 && pair.candidate.length > 0 ? [pair] : []
    })
  }
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}

function scores(results: readonly TestResult[]): number[] {
  return results.flatMap(({ score }) => (score === null ? [] : [score]))
}
