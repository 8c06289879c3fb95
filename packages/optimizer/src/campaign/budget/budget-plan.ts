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

/** What a campaign has behind it that goes on under other terms. */
export interface SpentBefore {
  /** The budget that it was begun with: how many wordings a round looks at, and how many cases a reflection reads, stay as they were. */
  readonly budget: BudgetName
  /** Runs of the search, and those of what came after it, which are of no more use; absent where nothing is lost. */
  readonly runs?: { readonly search: number; readonly others: number }
}

export interface BudgetPlanOptions {
  /** Cases that are not held out, and those of them that a confirmation runs. */
  readonly cases: number
  readonly confirmCases: number
  readonly holdoutCases?: number
  /** What was spent before counts. */
  readonly spending: Spending
  readonly before?: SpentBefore
}

/** The least that is looked at before anything is proposed. */
const firstCases = 8

/**
 * Shares the runs out.
 *
 * @throws {@link BudgetTooSmallError} when they are not enough for a look, one candidate and a confirmation.
 */
export function planBudget(name: BudgetName, options: BudgetPlanOptions): BudgetPlan {
  const { cases, confirmCases, holdoutCases = 0, before } = options
  const { parents, proposals, evidence } = budgetPresets[before?.budget ?? name]
  const preset = { ...budgetPresets[name], parents, proposals, evidence }
  const first = Math.min(firstCases, cases)
  const repeat = 2 * confirmCases
  const runs = before?.runs === undefined ? allRuns(preset, options) : before.runs.search + runsLeft(preset, options)
  const share = Math.min(Math.round(preset.confirmShare * runs), mostRepeats * repeat)
  const confirmRuns = Math.max(share, Math.min(2 * repeat, Math.floor(runs / 3)), repeat)
  const spare = runs - confirmRuns - 3 * first
  const holdoutRuns = Math.min(2 * holdoutCases, Math.floor(spare / 4))
  const simplifyRuns = Math.min(Math.floor(simplifyShare * runs), Math.floor(spare / 4))
  const searchRuns = runs - confirmRuns - holdoutRuns - simplifyRuns
  return { ...preset, runs, searchRuns, simplifyRuns, confirmRuns, holdoutRuns, firstCases: first }
}

function allRuns(preset: BudgetPreset, { cases, confirmCases, spending }: BudgetPlanOptions): number {
  const runs = Math.min(spending.limits.runs ?? preset.runsPerCase * cases, spending.affordableRuns())
  const neededRuns = 2 * confirmCases + 3 * Math.min(firstCases, cases)
  if (runs >= neededRuns) return runs
  const advice = `raise the cap, or give fewer cases: ${cases} cases are run here, ${confirmCases} of them twice to confirm`
  throw new BudgetTooSmallError({ runs, neededRuns, advice })
}

/** Above what was spent before. */
function runsLeft(preset: BudgetPreset, { cases, confirmCases, spending, before }: BudgetPlanOptions): number {
  const { search = 0, others = 0 } = before?.runs ?? {}
  const all = (spending.limits.runs ?? preset.runsPerCase * cases) - search - others
  const runs = Math.max(0, Math.min(all, spending.affordableRuns()))
  const neededRuns = 2 * confirmCases + Math.min(firstCases, cases)
  if (runs >= neededRuns) return runs
  const advice = `${search + others} are spent already: raise the cap further, or resume with the limits of before to see what it came to`
  throw new BudgetTooSmallError({ runs, neededRuns, advice })
}

/** More repeats of the confirmation add little. */
const mostRepeats = 5
/** Leaving out what is not needed takes so much of the runs at most. */
const simplifyShare = 0.1
