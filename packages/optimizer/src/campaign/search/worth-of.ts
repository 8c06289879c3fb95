import type { Candidate } from '../../search/candidate.ts'
import type { EffectModel } from './effect-model.ts'
import type { Search } from './search.ts'

/** Somebody wrote the rules of the seed for a reason, which the cases need not show: to go, each has to cost so much. */
export const seedCredit = 0.02

/** A rule takes room in the prompt and attention from the others; and of many that do nothing, some look good. Each has to earn so much to stay. */
export const ruleCost = 0.004

/**
 * The expected gain of a wording, less the cost of the rules that it has more than the seed, and less the credit of those of the seed that it has given
 * up without putting others in their place.
 */
export function worthOf({ rules }: Pick<Search, 'rules'>, { id, texts }: Candidate, effects: EffectModel): number {
  const balance = new Map<string, number>()
  let added = 0
  for (const { component, kind } of rules.features(texts)) {
    balance.set(component, (balance.get(component) ?? 0) + (kind === 'removed' ? 1 : -1))
    added += Number(kind === 'added')
  }
  const givenUp = Array.from(balance.values()).reduce((sum, count) => sum + Math.max(0, count), 0)
  return effects.gain(id) - ruleCost * added - seedCredit * givenUp
}
