import type { PromptVariant } from '@autoopt/config'
import { type Candidate, createCandidate, toVariant } from '../../search/candidate.ts'
import type { Edit } from '../../search/edit.ts'
import { keepEdits } from './keep-edits.ts'
import type { RuleFeature } from './rule-features.ts'
import type { Search } from './search.ts'

/** A wording as the rules that it has more than the seed, each of which can go. */
export interface ChangeParts {
  readonly edits: readonly Edit[]
  /** The wording with only some of its rules; undefined when the others cannot be taken out. */
  readonly build: (kept: readonly Edit[]) => PromptVariant | undefined
  /** The candidate behind a variant that was built. */
  readonly candidate: (variant: PromptVariant) => Candidate | undefined
}

/** Takes a wording apart by its rules, whatever edits led to it. */
export function changeParts(search: Search, whole: Candidate): ChangeParts {
  const added = search.rules.features(whole.texts).filter(({ kind }) => kind === 'added')
  const features = new Map(added.map((feature) => [asEdit(feature, search), feature]))
  const built = new Map<string, Candidate>()
  return {
    edits: [...features.keys()],
    build: (kept) => {
      const gone = Array.from(features).flatMap(([edit, feature]) => (kept.includes(edit) ? [] : [feature]))
      const candidate = without(search, whole, gone)
      if (candidate === undefined) return undefined
      const variant = toVariant(candidate, search.seed)
      built.set(variant.variant_id, candidate)
      return variant
    },
    candidate: ({ variant_id }) => built.get(variant_id),
  }
}

function asEdit({ key, component, text }: RuleFeature, { origins }: Search): Edit {
  const { hypothesis = 'other', rationale = '', evidence = [] } = origins.get(key) ?? {}
  return { op: 'add', component, text, hypothesis, rationale, evidence: [...evidence] }
}

function without(search: Search, whole: Candidate, gone: readonly RuleFeature[]): Candidate | undefined {
  const edits = gone.map(({ component, ruleId }): Edit => ({
    op: 'delete',
    component,
    rule_id: ruleId,
    hypothesis: 'wording',
    rationale: 'Runs without it are no worse.',
    evidence: [],
  }))
  const kept = keepEdits(search, whole.texts, edits, { mayBeKnown: true })
  if (kept.edits.length < edits.length) return undefined
  return createCandidate({ texts: kept.texts, edits: kept.edits, origin: 'prune', parents: [whole.id] })
}
