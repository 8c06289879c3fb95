import { confirm } from '../confirm/confirm.ts'
import type { Confirmation } from '../confirm/confirmation.ts'
import { toVariant } from '../search/candidate.ts'
import type { CaseSplit } from '../splits/split-cases.ts'
import type { CampaignOptions } from './campaign-options.ts'
import type { SearchOutcome } from './search/search-loop.ts'
import type { Search } from './search/search.ts'

const mostRepeats = 5

export interface ConfirmIncumbentOptions {
  readonly outcome: SearchOutcome
  readonly split: CaseSplit
  readonly options: CampaignOptions
}

/** Proves the best wording by fresh draws, as many as the budget has kept for that; `null` when there is nothing to prove. */
export async function confirmIncumbent(
  search: Search,
  { outcome, split, options }: ConfirmIncumbentOptions,
): Promise<Confirmation | null> {
  const { incumbent } = outcome
  if (incumbent.id === search.seed.id) return null
  const { spending, plan, store, evaluate, signal, name } = search
  const { alpha, worthwhile, margins } = options
  const cases = split.selection
  spending.plan({ runs: plan.runs, kept: 0 })
  const repeats = Math.min(mostRepeats, Math.floor(spending.affordableRuns() / (2 * cases.length)))
  if (repeats < 1) return null
  const first = store.nextRepeat
  return confirm({
    baseline: toVariant(search.seed, search.seed),
    finalists: [toVariant(incumbent, search.seed)],
    cases,
    repeats: Array.from({ length: repeats }, (_, index) => first + index),
    store,
    evaluate,
    seed: `${name}/confirm`,
    cap: split.cap,
    capReason: split.reason,
    ...(alpha === undefined ? {} : { alpha }),
    ...(worthwhile === undefined ? {} : { worthwhile }),
    ...(margins === undefined ? {} : { margins }),
    ...(signal === undefined ? {} : { signal }),
  })
}
