import type { HoldoutRecord } from '../confirm/holdout-record.ts'
import { balancedSalt } from '../splits/balanced-salt.ts'
import { type CaseSplit, splitCases } from '../splits/split-cases.ts'
import { type CostPlan, OptimizationPlanner } from '../stages/optimization-planner.ts'
import type { BudgetPlan, SpentBefore } from './budget/budget-plan.ts'
import { Spending } from './budget/spending.ts'
import type { CampaignOptions } from './campaign-options.ts'

/** What a campaign would do and take. */
export interface CampaignPlan {
  readonly split: CaseSplit
  readonly budget: BudgetPlan
  readonly cost: CostPlan
  /** By which salt the cases are split, and who has looked at those held out. */
  readonly record: HoldoutRecord
}

/**
 * Plans a campaign without running or asking anything.
 *
 * @throws {@link BudgetTooSmallError} when the budget cannot show anything, with what could.
 * @throws {@link UnknownPriceError} when a cap cannot be kept for want of a bound or a price.
 */
export function planCampaign(options: CampaignPlanOptions, before?: PlanBefore): CampaignPlan {
  const { cases, components, budget = 'standard', limits = {}, runBounds = {}, reflectionPrice, seed = 0 } = options
  const { minutes: _, ...caps } = limits
  const record = options.holdout ?? { salt: balancedSalt(cases, seed), uses: [], tests: [] }
  const split = splitCases(cases, { salt: record.salt })
  const cost = new OptimizationPlanner().planCost({
    budget,
    components,
    spending: before?.spending ?? new Spending(caps, runBounds),
    ...(before === undefined ? {} : { before: before.spent }),
    cases: new Set([...split.train, ...split.selection]).size,
    confirmCases: split.selection.length,
    holdoutCases: split.holdout.length,
    ...(reflectionPrice === undefined ? {} : { reflectionPrice }),
  })
  return { split, budget: cost.budget, cost, record }
}

/** What a campaign has behind it that goes on. */
export interface PlanBefore {
  readonly spent: SpentBefore
  /** Holds what was spent, where something of it is of no more use. */
  readonly spending: Spending
}

/** What a plan depends on. */
export type CampaignPlanOptions = Pick<
  CampaignOptions,
  'cases' | 'components' | 'budget' | 'limits' | 'runBounds' | 'reflectionPrice' | 'holdout' | 'seed'
>
