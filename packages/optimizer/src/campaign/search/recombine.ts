import { type Candidate, createCandidate } from '../../search/candidate.ts'
import type { Edit } from '../../search/edit.ts'
import type { EffectModel } from './effect-model.ts'
import { keepEdits } from './keep-edits.ts'
import type { RuleFeature } from './rule-features.ts'
import type { Search } from './search.ts'

/** Below this an effect is none. */
const leastEffect = 0.004

/**
 * The best wording with the rules of other wordings that help and without its own that harm, as far as the effects given tell: no
 * model is asked. Undefined when that changes nothing, or was tried before, or does not pass the gates.
 */
export function recombine(
  search: Search,
  incumbent: Candidate,
  effect: (feature: string) => number,
): Candidate | undefined {
  const own = search.rules.features(incumbent.texts)
  const held = new Set(own.map(({ key }) => key))
  const harmful = own.filter(({ key, kind }) => kind === 'added' && effect(key) < -leastEffect)
  const helpful = helpfulElsewhere(search, effect).filter(({ key }) => !held.has(key))
  const edits = [...harmful.flatMap((one) => deletion(one, search)), ...helpful.flatMap((one) => addition(one, search))]
  return edits.length === 0 ? undefined : propose(search, incumbent, { edits, origin: 'merge' })
}

/** The best wording without the rule that is believed to be worth least, if that is next to nothing. */
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
      if (feature.kind === 'added' && effect(feature.key) > leastEffect) found.set(feature.key, feature)
  return [...found.values()]
}

function deletion({ key, component, ruleId }: RuleFeature, { origins }: Search): Edit[] {
  const evidence = origins.get(key)?.evidence ?? []
  const rationale = 'Runs with it are not better than runs without it.'
  return [{ op: 'delete', component, rule_id: ruleId, hypothesis: 'wording', rationale, evidence }]
}

function addition({ key, component, text }: RuleFeature, { origins }: Search): Edit[] {
  const origin = origins.get(key)
  if (origin === undefined || origin.op === 'rewrite' || origin.op === 'demonstrate') return []
  return [{ ...origin, op: 'add', component, text, rule_id: undefined }]
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
