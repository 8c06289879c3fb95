import type { Component } from '../search/component.ts'
import { editableHypotheses, type HypothesisLabel } from '../search/hypothesis.ts'
import { type BudgetName, type BudgetPlan, planBudget, type SpentBefore } from '../campaign/budget/budget-plan.ts'
import type { Spending } from '../campaign/budget/spending.ts'
import type { TokenPrice } from '../campaign/journal/call-of-answer.ts'
import { estimateTokens } from '../text/estimate-tokens.ts'
import type { ImpactAssessment } from './impact-assessor.ts'

/** What a campaign is going to take, known before anything is paid for. */
export interface CostPlan {
  readonly budget: BudgetPlan
  /** Calls of the reflection model to be expected. */
  readonly reflectionCalls: number
  /** Model calls in all to be expected; `null` when nobody knows how many a run makes. */
  readonly calls: number | null
  /** The most in dollars, by the bounds given; `null` when a price is unknown. */
  readonly mostCostUsd: number | null
}

export interface CostInput {
  readonly budget: BudgetName
  readonly components: readonly Component[]
  /** Cases that are not held out, those of the confirmation, and those held out. */
  readonly cases: number
  readonly confirmCases: number
  readonly holdoutCases: number
  readonly spending: Spending
  readonly reflectionPrice?: TokenPrice
  /** Where a campaign goes on under other terms. */
  readonly before?: SpentBefore
}

/** Where to look first, and for what. */
export interface SearchPlan {
  /** Ids of the prompts, the most promising first. */
  readonly componentIds: readonly string[]
  /** Ideas that edits may carry. */
  readonly hypotheses: readonly HypothesisLabel[]
  /** A plain sentence. */
  readonly reason: string
}

/** Reflections in a row before a wording is run, and half a question more for answers that cannot be used. */
const callsPerProposal = 2.5
/** Runs of a candidate until it is given up, on average, as a share of the cases. */
const usualRaceShare = 0.6
const usualQuestionTokens = 6000

/** The third stage: shares the budget out, says what it will take, and where to begin. */
export class OptimizationPlanner {
  /**
   * Asks nobody and runs nothing.
   *
   * @throws {@link BudgetTooSmallError} when the budget cannot show anything, with what could.
   */
  planCost(input: CostInput): CostPlan {
    const { budget: name, cases, confirmCases, holdoutCases, spending, components, reflectionPrice, before } = input
    const budget = planBudget(name, {
      cases,
      confirmCases,
      holdoutCases,
      spending,
      ...(before === undefined ? {} : { before }),
    })
    const candidates = budget.searchRuns / Math.max(1, usualRaceShare * cases)
    const reflectionCalls = Math.ceil(candidates * callsPerProposal)
    const { calls, costUsd } = spending.bounds
    const answerTokens = Math.max(4000, 4 * estimateTokens(components.map(({ text }) => text).join('\n')))
    const perCall =
      reflectionPrice === undefined
        ? null
        : (usualQuestionTokens * reflectionPrice.inputUsd + answerTokens * reflectionPrice.outputUsd) / 1_000_000
    const most = costUsd === undefined || perCall === null ? null : budget.runs * costUsd + reflectionCalls * perCall
    return {
      budget,
      reflectionCalls,
      calls: calls === undefined ? null : budget.runs * calls + reflectionCalls,
      mostCostUsd: most === null ? null : Math.min(most, spending.limits.costUsd ?? Infinity),
    }
  }

  /** Which prompts to change first. */
  planSearch({ impacts, detectableGain }: ImpactAssessment, components: readonly Component[]): SearchPlan {
    const gains = new Map(components.map(({ id }) => [id, 0]))
    for (const { opportunity, expectedGain } of impacts) {
      const { kind, componentId } = opportunity
      if (kind === 'prompt' && componentId !== undefined)
        gains.set(componentId, (gains.get(componentId) ?? 0) + expectedGain)
    }
    const ranked = [...gains].toSorted(([, one], [, other]) => other - one)
    const [first, gain = 0] = ranked[0] ?? []
    const where = first === undefined || gain === 0 ? 'Nothing tells the prompts apart' : `${first} promises most`
    const found =
      detectableGain === null
        ? 'these cases cannot prove a gain of any size'
        : `a gain of ${(100 * detectableGain).toFixed(1)} points could be proven`
    return {
      componentIds: ranked.map(([id]) => id),
      hypotheses: editableHypotheses,
      reason: `${where}; ${found}.`,
    }
  }
}
