/**
 * How cases are dealt out, by how many there are:
 *
 * - `three_way` (60 and more): 50 % train, 30 % selection, 20 % holdout.
 * - `pooled` (24 to 59): 80 % are both train and selection, 20 % holdout.
 * - `cross_fit` (8 to 23): two folds; what is proposed after reading one fold is judged on the other. No holdout.
 * - `too_few` (below 8): nothing can be proven.
 */
export type SplitPlan = 'three_way' | 'pooled' | 'cross_fit' | 'too_few'

/** The most that a verdict may say: `canary` stands for "promising, try it on a part of the traffic". */
export type VerdictCap = 'deploy' | 'canary' | 'inconclusive'

/** The plan for a number of cases, the strongest verdict that it allows, and why. */
export interface PlannedSplit {
  readonly plan: SplitPlan
  readonly cap: VerdictCap
  readonly reason: string
}

/** Chooses the plan for `count` cases. */
export function planSplit(count: number): PlannedSplit {
  const cases = count === 1 ? '1 case' : `${count} cases`
  if (count >= 60)
    return { plan: 'three_way', cap: 'deploy', reason: `${cases} are enough for train, selection and holdout sets.` }
  if (count >= 24)
    return {
      plan: 'pooled',
      cap: 'deploy',
      reason: `With ${cases}, train and selection share one set and a fifth is held out; from 60 cases on they are apart.`,
    }
  if (count >= 8)
    return {
      plan: 'cross_fit',
      cap: 'canary',
      reason: `With ${cases} there is no holdout, so a change can look promising at most; ${24 - count} more would allow a proof.`,
    }
  return {
    plan: 'too_few',
    cap: 'inconclusive',
    reason: `${cases} can prove nothing: nothing is deployed automatically below 8 cases; add ${8 - count} or more, or generate some.`,
  }
}
