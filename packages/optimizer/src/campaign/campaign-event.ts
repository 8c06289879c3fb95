import type { Confirmation } from '../confirm/confirmation.ts'
import type { Candidate } from '../search/candidate.ts'
import type { CostPlan } from '../stages/optimization-planner.ts'
import type { PlannedSplit } from '../splits/split-plan.ts'
import type { SpendingTotals } from './budget/spending.ts'
import type { CampaignResult } from './campaign-result.ts'

/** The stages of an optimization. */
export type Stage = 'opportunity_analysis' | 'impact_assessment' | 'planning' | 'validation'

/** A candidate as it stands in a race or after it. */
export interface CandidateStanding {
  readonly candidateId: string
  readonly origin: Candidate['origin']
  /** Cases that it has run. */
  readonly cases: number
  /** By how much it is believed to be better than the baseline, on scores from 0 to 1. */
  readonly gain: number
  readonly outcome: 'finished' | 'behind' | 'broke' | 'not_run'
}

/** What a campaign tells while it works. */
export type CampaignEvent =
  | { readonly type: 'stage_started'; readonly stage: Stage }
  | { readonly type: 'stage_progress'; readonly stage: Stage; readonly message: string }
  /** What the campaign will take, before anything is paid for. */
  | { readonly type: 'planned'; readonly plan: CostPlan; readonly split: PlannedSplit }
  /** What a stage came to, and why. */
  | { readonly type: 'stage_decided'; readonly stage: Stage; readonly decision: string; readonly reason: string }
  | { readonly type: 'spent'; readonly totals: SpendingTotals; readonly elapsedMs: number }
  /** Candidates go into a race. */
  | {
      readonly type: 'race_started'
      readonly round: number
      readonly candidates: readonly Candidate[]
      readonly cases: number
    }
  | { readonly type: 'race_finished'; readonly round: number; readonly standings: readonly CandidateStanding[] }
  /** Another wording is the best known. It is not proven better. */
  | { readonly type: 'incumbent'; readonly round: number; readonly candidate: Candidate; readonly gain: number }
  /** What was learnt about an idea: a rule that helps, or one that does not. */
  | {
      readonly type: 'learned'
      readonly component: string
      readonly hypothesis: string
      readonly text: string
      readonly effect: number
    }
  | { readonly type: 'confirmed'; readonly confirmation: Confirmation }
  /** Last of all. */
  | { readonly type: 'finished'; readonly result: CampaignResult }
