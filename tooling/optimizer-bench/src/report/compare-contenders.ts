import { fractionAt, type Trial } from '../score/trial.ts'
import { groupBy } from './group-by.ts'
import { meanInterval } from './mean-interval.ts'
import { type FamilySummary, type SummaryOptions, withoutGain } from './summarize.ts'

/** Ours less another contender's, world by world, where something can be gained. */
export interface Comparison {
  readonly rival: string
  /** Differences of the shares of the optimum. */
  readonly differences: FamilySummary['fractions']
}

/** Holds one contender against each of the others on the worlds that both have worked on. */
export function compareContenders(
  trials: readonly Trial[],
  { ours, budgets, unit }: SummaryOptions & { readonly ours: string },
): Comparison[] {
  const groups = groupBy(
    trials.filter(({ family }) => !withoutGain.has(family)),
    ({ contender }) => contender,
  )
  const own = new Map(groups.get(ours)?.map((trial) => [trial.world, trial]))
  return Array.from(groups).flatMap(([rival, theirs]): Comparison[] => {
    const pairs = theirs.flatMap((trial) => {
      const mine = own.get(trial.world)
      return mine === undefined ? [] : [{ mine, trial }]
    })
    if (rival === ours || pairs.length === 0) return []
    const differences = budgets.map((budget) => {
      const values = pairs.map(({ mine, trial }) => fractionAt(mine, budget, unit) - fractionAt(trial, budget, unit))
      return { budget, ...meanInterval(values, `${rival}/${budget}`) }
    })
    return [{ rival, differences }]
  })
}
