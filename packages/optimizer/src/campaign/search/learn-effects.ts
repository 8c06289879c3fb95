import { type EffectModel, fitEffects } from './effect-model.ts'
import { variantIdOf } from './candidate-ids.ts'
import type { Search } from './search.ts'

/** Learns what each rule is worth from everything that the search has run. */
export function learnEffects(search: Search): EffectModel {
  const features = new Map<string, string[]>()
  const runs = Array.from(search.archive.values()).flatMap((candidate) => {
    features.set(
      candidate.id,
      search.rules.features(candidate.texts).map(({ key }) => key),
    )
    return search.store
      .results(variantIdOf(candidate, search))
      .flatMap(({ case_id: caseId, score }) => (score === null ? [] : [{ candidateId: candidate.id, caseId, score }]))
  })
  return fitEffects(runs, { features, seedId: search.seed.id })
}
