import { type Candidate, createCandidate } from '../../search/candidate.ts'
import type { Edit } from '../../search/edit.ts'
import type { EffectModel } from './effect-model.ts'
import { keepEdits } from './keep-edits.ts'
import { ruleCost, seedCredit } from './worth-of.ts'
import type { RuleFeature } from './rule-features.ts'
import type { Search } from './search.ts'

/** Below this a seed's rule does no harm. */
const leastEffect = 0.004
/** A rule that is taken up earns more than its cost, lest it come and go. */
const leastAddition = ruleCost + 0.002

/**
 * The best wording with the rules of other wordings that help and without its own that do not earn their cost, as far as the effects given tell: no
 * model is asked. Undefined when that changes nothing, or was tried before, or does not pass the gates.
 */
export function recombine(
  search: Search,
  incumbent: Candidate,
  effect: (feature: string) => number,
  { mostAdditions = Infinity }: { readonly mostAdditions?: number } = {},
): Candidate | undefined {
  const own = search.rules.features(incumbent.texts)
  const gone = [...removals(own, effect), ...seedRemovals(search, incumbent, effect)]
  const helpful = additions(search, own, { effect, mostAdditions })
  const edits = [...gone.flatMap((one) => deletion(one, search)), ...helpful.flatMap((one) => addition(one, search))]
  return edits.length === 0 ? undefined : propose(search, incumbent, { edits, origin: 'merge' })
}

/** Whoever changes more at a time learns less of each, and mostly loses the race. */
const mostRemovals = 3
const mostSeedRemovals = 1

function removals(own: readonly RuleFeature[], effect: (feature: string) => number): RuleFeature[] {
  return own
    .filter(({ key, kind }) => kind === 'added' && effect(key) < ruleCost)
    .toSorted((one, other) => effect(one.key) - effect(other.key))
    .slice(0, mostRemovals)
}

function seedRemovals(search: Search, { texts }: Candidate, effect: (feature: string) => number): RuleFeature[] {
  return search.rules
    .removable(texts)
    .map((feature) => ({ feature, gain: effect(feature.key) - seedCredit }))
    .filter(({ gain }) => gain > leastEffect)
    .toSorted((one, other) => other.gain - one.gain)
    .slice(0, mostSeedRemovals)
    .map(({ feature }) => feature)
}

/** What other wordings have and this one lacks. */
function additions(
  search: Search,
  own: readonly RuleFeature[],
  { effect, mostAdditions }: { readonly effect: (feature: string) => number; readonly mostAdditions: number },
): RuleFeature[] {
  const held = new Set(own.map(({ key }) => key))
  return helpfulElsewhere(search, effect)
    .filter(({ key }) => !held.has(key))
    .toSorted((one, other) => effect(other.key) - effect(one.key))
    .slice(0, mostAdditions)
}

/** The best wording without the rule that is believed to be worth least. */
export function prune(search: Search, incumbent: Candidate, effects: EffectModel): Candidate | undefined {
  const ranked = search.rules
    .features(incumbent.texts)
    .filter(({ kind }) => kind === 'added')
    .toSorted((one, other) => effects.effect(one.key) - effects.effect(other.key))
  for (const feature of ranked.slice(0, mostPruned)) {
    const candidate = propose(search, incumbent, { edits: deletion(feature, search), origin: 'prune' })
    if (candidate !== undefined) return candidate
  }
  return undefined
}

const mostPruned = 4

function helpfulElsewhere(search: Search, effect: (feature: string) => number): RuleFeature[] {
  const found = new Map<string, RuleFeature>()
  for (const { texts } of search.archive.values())
    for (const feature of search.rules.features(texts))
      if (feature.kind === 'added' && effect(feature.key) > leastAddition) found.set(feature.key, feature)
  return [...found.values()]
}

function deletion({ key, component, ruleId }: RuleFeature, { origins }: Search): Edit[] {
  const evidence = origins.get(key)?.evidence ?? []
  const rationale = 'Runs with it are not better than runs without it.'
  return [{ op: 'delete', component, rule_id: ruleId, hypothesis: 'wording', rationale, evidence }]
}

function addition({ key, component, text }: RuleFeature, { origins }: Search): Edit[] {
  const origin = origins.get(key)
  if (origin === undefined || origin.op === 'rewrite') return []
  return [{ ...origin, op: origin.op === 'demonstrate' ? origin.op : 'add', component, text, rule_id: undefined }]
}

function propose(
  search: Search,
  parent: Candidate,
  { edits, origin }: { readonly edits: readonly Edit[]; readonly origin: Candidate['origin'] },
): Candidate | undefined {
  const kept = keepEdits(search, parent.texts, edits, { mayBeKnown: true })
  if (kept.edits.length === 0) return undefined
  const candidate = createCandidate({ texts: kept.texts, edits: kept.edits, origin, parents: [parent.id] })
  return search.archive.has(candidate.id) ? undefined : candidate
}
