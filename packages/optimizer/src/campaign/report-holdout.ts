import { evaluateHoldout, type HoldoutReport } from '../confirm/evaluate-holdout.ts'
import { type HoldoutRecord, recordHoldoutUse } from '../confirm/holdout-record.ts'
import { type Candidate, toVariant } from '../search/candidate.ts'
import type { CaseSplit } from '../splits/split-cases.ts'
import type { Search } from './search/search.ts'

export interface HoldoutUse {
  readonly split: CaseSplit
  /** Who has looked at these cases before. */
  readonly record: HoldoutRecord
  readonly campaignId: string
  readonly at: Date
}

/** What the winner does on the cases that nothing was chosen by; `null` when there are none, or no runs for them. */
export async function reportHoldout(
  search: Search,
  winner: Candidate,
  { split, record, campaignId, at }: HoldoutUse,
): Promise<HoldoutReport | null> {
  const { seed, plan, spending, store, evaluate, name, signal } = search
  const cases = split.holdout
  spending.plan({ runs: plan.runs, kept: 0 })
  if (winner.id === seed.id || cases.length === 0 || 2 * cases.length > spending.affordableRuns()) return null
  return evaluateHoldout({
    baseline: toVariant(seed, seed),
    winner: toVariant(winner, seed),
    cases,
    repeats: [0],
    store,
    evaluate,
    seed: `${name}/holdout`,
    record: recordHoldoutUse(record, { campaignId, at }),
    ...(signal === undefined ? {} : { signal }),
  })
}
