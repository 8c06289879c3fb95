import { BudgetTooSmallError } from '../errors.ts'
import type { Spending } from './spending.ts'

/** How much a campaign may take, by name. */
export type BudgetName = 'light' | 'standard' | 'thorough'

/** What a budget of a name means. */
export interface BudgetPreset {
  /** Runs for each case that is not held out. */
  readonly runsPerCase: number
  /** Wordings that are built upon in one round, and proposals for each. */
  readonly parents: number
  readonly proposals: number
  /** Cases that one reflection reads. */
  readonly evidence: number
  /** Share of the runs that is kept for the confirmation. */
  readonly confirmShare: number
  /** So many rounds without a gain end the search. */
  readonly patience: number
}

export const budgetPresets: Readonly<Record<BudgetName, BudgetPreset>> = {
  light: { runsPerCase: 6, parents: 1, proposals: 2, evidence: 6, confirmShare: 0.15, patience: 4 },
  standard: { runsPerCase: 15, parents: 2, proposals: 2, evidence: 8, confirmShare: 0.2, patience: 6 },
  thorough: { runsPerCase: 40, parents: 2, proposals: 4, evidence: 10, confirmShare: 0.25, patience: 8 },
}

/** How the runs of a campaign are shared out. */
export interface BudgetPlan extends BudgetPreset {
  /** All runs. */
  readonly runs: number
  /** Those of them that the search may take. */
  readonly searchRuns: number
  /** Those that are kept: for leaving out what is not needed, for the confirmation, and for the cases that are held out. */
  readonly simplifyRuns: number
  readonly confirmRuns: number
  readonly holdoutRuns: number
  /** Cases that the first look takes. */
  readonly firstCases: number
}

export interface BudgetPlanOptions {
  readonly preset: BudgetPreset
  /** Cases that are not held out, and those of them that a confirmation runs. */
  readonly cases: number
  readonly confirmCases: number
  readonly holdoutCases?: number
  readonly spending: Spending
}

/** The least that is looked at before anything is proposed. */
const firstCases = 8

/**
 * Shares the runs out.
 *
 * @throws {@link BudgetTooSmallError} when they are not enough for a look, one candidate and a confirmation.
 */
export function planBudget(options: BudgetPlanOptions): BudgetPlan {
  const { preset, cases, confirmCases, holdoutCases = 0, spending } = options
  const runs = Math.min(spending.limits.runs ?? preset.runsPerCase * cases, spending.affordableRuns())
  const first = Math.min(firstCases, cases)
  const repeat = 2 * confirmCases
  const neededRuns = repeat + 3 * first
  if (runs < neededRuns)
    throw new BudgetTooSmallError({
      runs,
      neededRuns,
      advice: `raise the cap, or give fewer cases: ${cases} cases are run here, ${confirmCases} of them twice to confirm`,
    })
  const share = Math.min(Math.round(preset.confirmShare * runs), mostRepeats * repeat)
  const confirmRuns = Math.max(share, Math.min(2 * repeat, Math.floor(runs / 3)), repeat)
  const spare = runs - confirmRuns - 3 * first
  const holdoutRuns = Math.min(2 * holdoutCases, Math.floor(spare / 4))
  const simplifyRuns = Math.min(Math.floor(simplifyShare * runs), Math.floor(spare / 4))
  const searchRuns = runs - confirmRuns - holdoutRuns - simplifyRuns
  return { ...preset, runs, searchRuns, simplifyRuns, confirmRuns, holdoutRuns, firstCases: first }
}

/** More repeats of the confirmation add little. */
const mostRepeats = 5
/** Leaving out what is not needed takes so much of the runs at most. */
const simplifyShare = 0.1
