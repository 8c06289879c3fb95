import { pairedMean } from '@autoopt/collector'
import type { PromptPatch } from '@autoopt/config'
import type { Confirmation } from '../confirm/confirmation.ts'
import type { CampaignKpis, CampaignResult, StopReason } from './campaign-result.ts'
import { variantIdOf } from './search/candidate-ids.ts'
import type { SearchOutcome } from './search/search-loop.ts'
import type { Search } from './search/search.ts'

export interface SummaryOptions {
  readonly outcome: SearchOutcome
  readonly confirmation: Confirmation | null
  readonly patches: readonly PromptPatch[]
}

/** Puts into figures and sentences what a campaign came to. */
export function summarizeCampaign(search: Search, { outcome, confirmation, patches }: SummaryOptions): CampaignResult {
  const { incumbent, stopReason, rounds } = outcome
  const baseline = variantIdOf(search.seed, search)
  const candidate = variantIdOf(incumbent, search)
  const phase = confirmation === null ? 'search' : 'confirm'
  const pairs = search.store.pairs(search.cases, { baseline, candidate, phase })
  const verdict = confirmation?.verdict ?? (incumbent.id === search.seed.id ? 'keep' : 'inconclusive')
  const { totals } = search.spending
  const { difference } = pairedMean(pairs)
  return {
    verdict,
    reason: confirmation?.reason ?? reasonWithout(stopReason, incumbent.id !== search.seed.id),
    stopReason,
    best: incumbent,
    baselineScore: meanOf(pairs.map((pair) => mean(pair.baseline))),
    variantScore: meanOf(pairs.map((pair) => mean(pair.candidate))),
    improvement: difference,
    patches: verdict === 'keep' ? [] : patches,
    confirmation,
    kpis: kpisOf(confirmation, { improvement: difference, costUsd: totals.unknownPrices > 0 ? null : totals.costUsd }),
    totals,
    rounds,
  }
}

function reasonWithout(stopReason: StopReason, hasCandidate: boolean): string {
  if (hasCandidate) return 'A wording looks better, but the budget leaves no runs to confirm it; raise it and resume.'
  switch (stopReason) {
    case 'saturated':
      return 'Every case passes already: there is nothing to learn from these cases; add harder ones.'
    case 'too_few_cases':
      return 'There are too few cases to prove anything; add some.'
    case 'budget':
    case 'time':
      return 'The baseline stays: within the budget no wording looked better.'
    case 'patience':
      return 'The baseline stays: no wording that was tried looked better.'
  }
}

function kpisOf(
  confirmation: Confirmation | null,
  { improvement, costUsd }: Pick<CampaignKpis, 'improvement' | 'costUsd'>,
): CampaignKpis {
  const [finalist] = confirmation?.finalists ?? []
  if (finalist === undefined || finalist.cases === 0)
    return { improvement, costUsd, successRate: null, regressionRate: null }
  const { passed, cases } = finalist.candidate_passes
  return {
    improvement,
    costUsd,
    successRate: cases === 0 ? null : passed / cases,
    regressionRate: finalist.lost.length / finalist.cases,
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

function meanOf(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : mean(numbers)
}
