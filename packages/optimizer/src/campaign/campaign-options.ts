import type { OptimizationStrategy, TestCase } from '@autoopt/config'
import type { WorkflowGraph } from '@autoopt/dsl'
import type { GuardMargins } from '../confirm/guard.ts'
import type { HoldoutRecord } from '../confirm/holdout-record.ts'
import type { AlphaPolicy } from '../confirm/test-ledger.ts'
import type { Evaluate } from '../evaluate.ts'
import type { WorkflowStep } from '../reflect/reflection-job.ts'
import type { Component } from '../search/component.ts'
import type { BudgetName } from './budget/budget-plan.ts'
import type { RunBounds, SpendingLimits } from './budget/spending.ts'
import type { CampaignJournal } from './journal/campaign-journal.ts'
import type { TokenPrice } from './journal/call-of-answer.ts'
import type { ModelObject } from './journal/journaled-model.ts'

/** What a campaign may use at most. Each holds for all roles together: runs, reflection, judges. */
export interface CampaignLimits extends SpendingLimits {
  /** Working time; a round that has begun is finished, and the confirmation is still made. */
  readonly minutes?: number
}

/** One optimization, from the first run to the verdict. */
export interface CampaignOptions {
  /** The prompts that may change: see `componentsFromDsl` and `componentsFromTexts`. */
  readonly components: readonly Component[]
  readonly cases: readonly TestCase[]
  readonly evaluate: Evaluate
  /** Who thinks of changes: any model of the AI SDK. Without it only rewrites by rule are tried. */
  readonly reflectionModel?: ModelObject
  /** How wordings come about. Default: `reflective` with a model, else `auto`. */
  readonly strategies?: readonly OptimizationStrategy[]
  /** Of the reflection model. Needed for a cap in dollars. */
  readonly reflectionPrice?: TokenPrice
  /** The most that a run of the workflow may take. Needed for caps of calls and dollars. */
  readonly runBounds?: RunBounds
  /** The graph of the workflow, for telling which node is to blame. */
  readonly graph?: WorkflowGraph
  /** The workflow in the order of its steps, for the reflection model. Default: the nodes of the components. */
  readonly steps?: readonly WorkflowStep[]
  /** Default: `standard`. */
  readonly budget?: BudgetName
  readonly limits?: CampaignLimits
  /** Of everything random. Default: 0. */
  readonly seed?: number | string
  /** Default: one that lasts as long as the process. */
  readonly journal?: CampaignJournal
  /** How the dataset is split, who has looked at its holdout and who was tested on it; from the campaign before. Default: it is new. */
  readonly holdout?: HoldoutRecord
  /** Names the campaign in records. Default: drawn from its identity. */
  readonly campaignId?: string
  /** Texts of cases that prompts may quote all the same. */
  readonly glossary?: readonly string[]
  /** How often a useless change may be deployed, by all campaigns on these cases together. Default: 0.05. */
  readonly alpha?: number
  /** How campaigns on the same cases share alpha; those before this one are in `holdout`. Default: `spending`. */
  readonly alphaPolicy?: AlphaPolicy
  /** A gain below this is not worth a change. Default: 0.02. */
  readonly worthwhile?: number
  readonly margins?: GuardMargins
  readonly now?: () => Date
  readonly signal?: AbortSignal
}
