import type { Verdict } from '@autoopt/collector'
import type { PromptPatch } from '@autoopt/config'
import type { Confirmation } from '../confirm/confirmation.ts'
import type { HoldoutReport } from '../confirm/evaluate-holdout.ts'
import type { HoldoutRecord } from '../confirm/holdout-record.ts'
import type { Candidate } from '../search/candidate.ts'
import type { HypothesisLabel } from '../search/hypothesis.ts'
import type { Opportunity } from '../stages/opportunity-analyzer.ts'
import type { RecoveryStep } from '../stages/recovery-step.ts'
import type { SpendingTotals } from './budget/spending.ts'

/** Why the search ended. */
export type StopReason = 'saturated' | 'patience' | 'budget' | 'time' | 'too_few_cases'

/** Figures of a campaign as a whole. */
export interface CampaignKpis {
  /** Mean score of the variant minus that of the baseline. */
  readonly improvement: number
  /** Dollars; `null` when a price is unknown. */
  readonly costUsd: number | null
  /** Share of the cases that the variant passes, of those that were compared. */
  readonly successRate: number | null
  /** Share of the cases that got worse. */
  readonly regressionRate: number | null
}

export interface LearnedRule {
  readonly component: string
  readonly text: string
  readonly effect: number
  readonly hypothesis: HypothesisLabel
  readonly rationale: string
  /** Ids of cases. */
  readonly evidence: readonly string[]
}

/** What a campaign came to. */
export interface CampaignResult {
  readonly verdict: Verdict
  /** Plain sentences. */
  readonly reason: string
  readonly stopReason: StopReason
  /** The best wording found; the seed when nothing looked better. Whether to use it is what the verdict says. */
  readonly best: Candidate
  /** Mean scores from 0 to 1: of the confirmation where there was one, else of the search. `null` when nothing was run. */
  readonly baselineScore: number | null
  readonly variantScore: number | null
  readonly improvement: number
  /** The best wording as patches; empty when the verdict is `keep`. */
  readonly patches: readonly PromptPatch[]
  /** `null` when nothing came so far. */
  readonly confirmation: Confirmation | null
  /** What was tried to save the change, in its order. */
  readonly recovery: readonly RecoveryStep[]
  /** Of the cases that nothing was chosen by; `null` when they were not looked at. */
  readonly holdout: HoldoutReport | null
  /** For the next campaign on the same cases: see `CampaignOptions.holdout`. */
  readonly holdoutRecord: HoldoutRecord
  readonly campaignId: string
  readonly opportunities: readonly Opportunity[]
  /** The rules that the best wording has more than the seed, with what they are believed to add to the score. */
  readonly learned: readonly LearnedRule[]
  readonly kpis: CampaignKpis
  readonly totals: SpendingTotals
  readonly rounds: number
}
