import { balancedSalt } from '../splits/balanced-salt.ts'
import { type CaseSplit, splitCases } from '../splits/split-cases.ts'
import { type BudgetPlan, budgetPresets, planBudget } from './budget/budget-plan.ts'
import { Spending } from './budget/spending.ts'
import type { CampaignOptions } from './campaign-options.ts'

/** How a campaign deals out its cases and its runs. */
export interface CampaignPlan {
  readonly split: CaseSplit
  readonly budget: BudgetPlan
}

/**
 * What a campaign would do with its cases and its budget; nothing is run for it.
 *
 * @throws {@link BudgetTooSmallError} when the budget cannot show anything.
 * @throws {@link UnknownPriceError} when a cap cannot be kept for want of a price or a bound.
 */
export function planCampaign(
  { cases, seed = 0, budget = 'standard', limits = {}, runBounds = {} }: CampaignPlanOptions,
  spending = new Spending(withoutMinutes(limits), runBounds),
): CampaignPlan {
  const split = splitCases(cases, { salt: balancedSalt(cases, seed) })
  const known = new Set([...split.train, ...split.selection])
  const preset = budgetPresets[budget]
  return { split, budget: planBudget({ preset, cases: known.size, confirmCases: split.selection.length, spending }) }
}

export type CampaignPlanOptions = Pick<CampaignOptions, 'cases' | 'seed' | 'budget' | 'limits' | 'runBounds'>

function withoutMinutes({ minutes: _minutes, ...caps }: NonNullable<CampaignOptions['limits']>) {
  return caps
}
