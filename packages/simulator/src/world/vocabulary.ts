import { escapePattern } from '../text/escape-pattern.ts'
import type { Feature } from './features.ts'
import type { RuleKind } from './rule.ts'
import type { WorldPlan } from './world.ts'

/** The words of a world as patterns, to find them in a prompt. */
export interface Vocabulary {
  readonly features: readonly { readonly id: string; readonly thing: RegExp; readonly state: RegExp }[]
  readonly values: readonly { readonly value: string; readonly kind: RuleKind; readonly pattern: RegExp }[]
}

const known = new WeakMap<WorldPlan, Vocabulary>()

/** The vocabulary of a world, made once. */
export function vocabularyOf(plan: WorldPlan): Vocabulary {
  const made = known.get(plan) ?? compile(plan)
  known.set(plan, made)
  return made
}

function compile(plan: WorldPlan): Vocabulary {
  const values = new Map<string, RuleKind>(plan.labels.map((label) => [label, 'label']))
  for (const { kind, value } of plan.nodes.flatMap(({ rules }) => rules))
    if (kind === 'label' || kind === 'include' || kind === 'open' || kind === 'close') values.set(value, kind)
  return {
    features: plan.features.map(compileFeature),
    values: Array.from(values, ([value, kind]) => ({ value, kind, pattern: wordPattern([value], '') })),
  }
}

function compileFeature({ id, thing, state }: Feature): Vocabulary['features'][number] {
  const endings = '(?:s|es|ed|ing)?'
  return {
    id,
    thing: wordPattern([...thing.en, ...thing.zh], endings),
    state: wordPattern([...state.en, ...state.zh], endings),
  }
}

/** Latin words stand alone, with the endings allowed; Chinese has no word boundaries. */
function wordPattern(words: readonly string[], endings: string): RegExp {
  const alternatives = words
    .map((word) => word.toLowerCase())
    .toSorted((left, right) => right.length - left.length)
    .map((word) => (/^[a-z]/.test(word) ? String.raw`\b${escapePattern(word)}${endings}\b` : escapePattern(word)))
  return new RegExp(alternatives.join('|'), 'gu')
}
