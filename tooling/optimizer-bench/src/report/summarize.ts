import type { Family } from '@autoopt/simulator'
import { deliveredFraction, firstReached, fractionAt, isHarmful, type Trial, type Unit } from '../score/trial.ts'
import { groupBy } from './group-by.ts'
import { mean, type MeanInterval, meanInterval } from './mean-interval.ts'

/** One contender in one family. */
export interface FamilySummary {
  readonly family: Family
  readonly contender: string
  readonly worlds: number
  /** Share of the optimum at each budget. */
  readonly fractions: readonly (MeanInterval & { readonly budget: number })[]
  /** Mean of the shares at all budgets. */
  readonly area: number
}

/** One contender in all families. */
export interface ContenderSummary {
  readonly contender: string
  readonly worlds: number
  readonly fractions: FamilySummary['fractions']
  /** What half of the worlds need at most to reach these shares of the optimum; `null` when half of them never do. */
  readonly needed: readonly { readonly fraction: number; readonly median: number | null }[]
  /** Share of the optimum of what is in use in the end. */
  readonly delivered: MeanInterval
  /** Deployments in worlds where nothing helps, and how many such worlds there were. */
  readonly falseDeploys: number
  readonly nullWorlds: number
  readonly harmfulDeploys: number
  readonly lostPlaceholders: number
  readonly leakedWorlds: number
  readonly growth: number
  /** Means over worlds. */
  readonly runs: number
  readonly taskCalls: number
  readonly reflectionCalls: number
  readonly tokens: number
  readonly wallSeconds: number
}

export interface SummaryOptions {
  readonly budgets: readonly number[]
  readonly unit: Unit
}

/** Families in which nothing can be gained: their shares of the optimum say nothing, and are not in the means. */
export const withoutGain: ReadonlySet<Family> = new Set<Family>(['F9', 'F10'])

export function summarizeFamilies(trials: readonly Trial[], options: SummaryOptions): FamilySummary[] {
  const groups = groupBy(trials, ({ family, contender }) => `${family}/${contender}`)
  return Array.from(groups.values(), (group) => {
    const { family, contender } = group[0] as Trial
    const fractions = fractionsOf(group, options)
    return { family, contender, worlds: group.length, fractions, area: mean(fractions.map((one) => one.mean)) }
  })
}

export function summarizeContenders(trials: readonly Trial[], options: SummaryOptions): ContenderSummary[] {
  const groups = groupBy(trials, ({ contender }) => contender)
  return Array.from(groups, ([contender, group]) => {
    const improvable = group.filter(({ family }) => !withoutGain.has(family))
    const nulls = group.filter(({ family }) => family === 'F9')
    const meanOf = (figure: (trial: Trial) => number): number => mean(group.map(figure))
    return {
      contender,
      worlds: group.length,
      fractions: fractionsOf(improvable, options),
      needed: [0.8, 0.9, 0.95].map((fraction) => ({
        fraction,
        median: medianOf(improvable.map((trial) => firstReached(trial, fraction, options.unit))),
      })),
      delivered: meanInterval(improvable.map(deliveredFraction), `${contender}/delivered`),
      falseDeploys: nulls.filter(({ isDeployed }) => isDeployed).length,
      nullWorlds: nulls.length,
      harmfulDeploys: group.filter(isHarmful).length,
      lostPlaceholders: group.reduce((sum, trial) => sum + trial.lostPlaceholders, 0),
      leakedWorlds: group.filter(({ leakedCases }) => leakedCases > 0).length,
      growth: meanOf(({ growth }) => growth),
      runs: meanOf(({ usage }) => usage.runs),
      taskCalls: meanOf(({ usage }) => usage.taskCalls),
      reflectionCalls: meanOf(({ usage }) => usage.reflectionCalls),
      tokens: meanOf(({ usage }) => usage.tokens),
      wallSeconds: meanOf(({ wallMs }) => wallMs / 1000),
    }
  })
}

/** The upper one of two in the middle, so that no more than half are above it. */
function medianOf(values: readonly number[]): number | null {
  const middle = values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]
  return middle === undefined || middle === Infinity ? null : middle
}

function fractionsOf(trials: readonly Trial[], { budgets, unit }: SummaryOptions): FamilySummary['fractions'] {
  return budgets.map((budget) => ({
    budget,
    ...meanInterval(
      trials.map((trial) => fractionAt(trial, budget, unit)),
      `${budget}`,
    ),
  }))
}
