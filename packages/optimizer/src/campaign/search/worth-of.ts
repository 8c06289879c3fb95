import type { Candidate } from '../../search/candidate.ts'
import type { EffectModel } from './effect-model.ts'
import type { Search } from './search.ts'

/** Somebody wrote the rules of the seed for a reason, which the cases need not show: to go, each has to cost so much. */
export const seedCredit = 0.02

/** The expected gain of a wording, less the credit of the rules of the seed that it has given up without putting others in their place. */
export function worthOf({ rules }: Pick<Search, 'rules'>, { id, texts }: Candidate, effects: EffectModel): number {
  const balance = new Map<string, number>()
  for (const { component, kind } of rules.features(texts))
    balance.set(component, (balance.get(component) ?? 0) + (kind === 'removed' ? 1 : -1))
  const givenUp = Array.from(balance.values()).reduce((sum, count) => sum + Math.max(0, count), 0)
  return effects.gain(id) - seedCredit * givenUp
}
