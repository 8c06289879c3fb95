import type { PromptVariant, TestCase } from '@autoopt/config'
import type { Evaluate } from '../evaluate.ts'
import type { ObservationStore } from '../race/observation-store.ts'
import type { RaceOptions } from '../race/race.ts'
import type { Edit } from '../search/edit.ts'

/** What taking a change apart needs. */
export interface AblationOptions {
  /** The edits that lead from the baseline to the change. */
  readonly edits: readonly Edit[]
  /** The variant with some of the edits, in the order given; undefined when they make no sense without the others. */
  readonly build: (edits: readonly Edit[]) => PromptVariant | undefined
  readonly baseline: PromptVariant
  readonly cases: readonly TestCase[]
  readonly evaluate: Evaluate
  readonly store: ObservationStore
  readonly seed: number | string
  /** Draws, of the search: those of a confirmation stay untouched. */
  readonly repeats: readonly number[]
  /** The most runs that may be paid for; nothing is begun that could exceed it. */
  readonly maxRuns: number
  readonly signal?: AbortSignal
}

/** A race in which parts of a change run. */
export function ablationRace(options: AblationOptions, incumbent: PromptVariant): RaceOptions {
  const { cases, evaluate, store, seed, repeats, signal } = options
  return {
    incumbent,
    cases,
    evaluate,
    store,
    seed: `${seed}:ablate`,
    repeats,
    keepTraces: false,
    purpose: 'ablate',
    ...(signal === undefined ? {} : { signal }),
  }
}

/** How many runs a race would cost if everybody ran to its end. */
export function runsAtMost(
  variants: readonly PromptVariant[],
  { cases, repeats, store }: Pick<AblationOptions, 'cases' | 'repeats' | 'store'>,
): number {
  let runs = 0
  for (const { variant_id } of variants)
    for (const { case_id } of cases)
      for (const repeat of repeats) runs += Number(store.get(variant_id, case_id, repeat) === undefined)
  return runs
}
