import { z } from 'zod'
import type { CampaignOptions } from '../campaign-options.ts'
import { type BudgetName, budgetPresets } from './budget-plan.ts'

const amounts = z.record(z.string(), z.number().min(0))

/** What a campaign may take and what things cost. Unlike everything else it may change while a campaign goes on. */
export const campaignTermsSchema = z.looseObject({
  budget: z.enum(['light', 'standard', 'thorough']),
  /** By name: `runs`, `calls`, `cost_usd`, `minutes`. What is absent is not capped. */
  limits: amounts,
  /** The most that a run may take: `calls`, `cost_usd`. */
  run_bounds: amounts,
  /** Dollars for a million tokens of the reflection model: `input_usd`, `output_usd`. */
  reflection_price: amounts,
})
export type CampaignTerms = z.infer<typeof campaignTermsSchema>

/** The terms that options set. */
export function termsOf(
  options: Pick<CampaignOptions, 'budget' | 'limits' | 'runBounds' | 'reflectionPrice'>,
): CampaignTerms {
  const { budget = 'standard', limits = {}, runBounds = {}, reflectionPrice } = options
  return {
    budget,
    limits: present({ runs: limits.runs, calls: limits.calls, cost_usd: limits.costUsd, minutes: limits.minutes }),
    run_bounds: present({ calls: runBounds.calls, cost_usd: runBounds.costUsd }),
    reflection_price: present({ input_usd: reflectionPrice?.inputUsd, output_usd: reflectionPrice?.outputUsd }),
  }
}

/** Whether two terms say the same. */
export function areSameTerms(one: CampaignTerms, other: CampaignTerms): boolean {
  return (['budget', 'limits', 'run_bounds', 'reflection_price'] as const).every(
    (part) => JSON.stringify(one[part]) === JSON.stringify(other[part]),
  )
}

/** Whether terms leave less room than others, so that a campaign under them may do less than it has done. */
export function areStricter(terms: CampaignTerms, before: CampaignTerms): boolean {
  const caps = ['runs', 'calls', 'cost_usd', 'minutes']
  return (
    caps.some((cap) => (terms.limits[cap] ?? Infinity) < (before.limits[cap] ?? Infinity)) ||
    runsPerCase(terms.budget) < runsPerCase(before.budget) ||
    JSON.stringify(terms.run_bounds) !== JSON.stringify(before.run_bounds) ||
    JSON.stringify(terms.reflection_price) !== JSON.stringify(before.reflection_price)
  )
}

function runsPerCase(budget: BudgetName): number {
  return budgetPresets[budget].runsPerCase
}

/** In the order given here, so that equal terms are equal texts. */
function present(values: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
