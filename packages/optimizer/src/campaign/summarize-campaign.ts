import { pairedMean } from '@autoopt/collector'
import { type ConfirmLevel, explainLevel } from '../confirm/confirm-level.ts'
import type { Confirmation } from '../confirm/confirmation.ts'
import type { ObservedPair } from '../race/observation-store.ts'
import { type Candidate, toVariant } from '../search/candidate.ts'
import type { Validation } from '../stages/optimization-validator.ts'
import type { CampaignKpis, CampaignResult, LearnedRule, StopReason } from './campaign-result.ts'
import { variantIdOf } from './search/candidate-ids.ts'
import type { EffectModel } from './search/effect-model.ts'
import type { SearchOutcome } from './search/search-loop.ts'
import type { Search } from './search/search.ts'

export interface SummaryOptions extends Pick<
  CampaignResult,
  'holdout' | 'holdoutRecord' | 'campaignId' | 'opportunities'
> {
  readonly outcome: SearchOutcome
  readonly validation: Validation
  readonly level: ConfirmLevel
}

/** Puts into figures and sentences what a campaign came to. */
export function summarizeCampaign(
  search: Search,
  { outcome, validation, level, ...reports }: SummaryOptions,
): CampaignResult {
  const { stopReason, rounds } = outcome
  const { candidate: best, confirmation, recovery } = validation
  const pairs = comparedPairs(search, validation)
  const verdict = confirmation?.verdict ?? (best.id === search.seed.id ? 'keep' : 'inconclusive')
  const { totals } = search.spending
  const { difference } = pairedMean(pairs)
  return {
    verdict,
    reason:
      confirmation === null
        ? reasonWithout(stopReason, best.id !== search.seed.id)
        : confirmation.reason + explainLevel(confirmation, level),
    stopReason,
    best,
    baselineScore: meanOf(pairs.map((pair) => mean(pair.baseline))),
    variantScore: meanOf(pairs.map((pair) => mean(pair.candidate))),
    improvement: difference,
    patches: verdict === 'keep' ? [] : toVariant(best, search.seed).nodes,
    confirmation,
    recovery,
    ...reports,
    learned: learnedRules(search, best, outcome.effects),
    kpis: kpisOf(confirmation, { improvement: difference, costUsd: totals.unknownPrices > 0 ? null : totals.costUsd }),
    totals,
    rounds,
  }
}

/** The fresh draws that the verdict rests on, else those of the search. */
function comparedPairs(search: Search, { candidate, confirmation }: Validation): ObservedPair[] {
  const pairing = { baseline: variantIdOf(search.seed, search), candidate: variantIdOf(candidate, search) }
  if (confirmation === null) return search.store.pairs(search.cases, pairing)
  const { repeats } = confirmation
  return search.store.pairs(search.cases, { ...pairing, phase: 'confirm', repeats })
}

function learnedRules(search: Search, best: Candidate, effects: EffectModel): LearnedRule[] {
  return search.rules
    .features(best.texts)
    .filter(({ kind }) => kind === 'added')
    .map(({ key, component, text }) => {
      const { hypothesis = 'other', rationale = '', evidence = [] } = search.origins.get(key) ?? {}
      return { component, text, effect: effects.effect(key), hypothesis, rationale, evidence }
    })
    .toSorted((one, other) => other.effect - one.effect)
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
