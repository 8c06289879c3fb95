import { countPlaceholders } from '../../components/placeholders.ts'
import type { PromptRule } from '../../components/prompt-rule.ts'
import { parseRules } from '../../components/parse-rules.ts'
import type { Component, ComponentTexts } from '../../search/component.ts'

/** One way in which a wording differs from the seed: a rule that it has more, or one that it lacks. */
export interface RuleFeature {
  /** Unique among all features of a search. */
  readonly key: string
  readonly component: string
  readonly kind: 'added' | 'removed'
  /** The id of the rule. */
  readonly ruleId: string
  readonly text: string
}

/** Tells wordings apart by their rules. The same rule in two wordings is the same feature, wherever it came from. */
export class RuleReader {
  readonly #components: readonly Component[]
  readonly #seedRules: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly #known = new Map<string, ReadonlyMap<string, string>>()

  constructor(components: readonly Component[]) {
    this.#components = components
    this.#seedRules = new Map(components.map((component) => [component.id, this.#rulesOf(component, component.text)]))
  }

  /** What distinguishes a wording from the seed, component by component. */
  features(texts: ComponentTexts): RuleFeature[] {
    return this.#components.flatMap((component) => {
      const text = texts[component.id] ?? component.text
      const seed = this.#seedRules.get(component.id) ?? new Map<string, string>()
      if (text === component.text) return []
      const own = this.#rulesOf(component, text)
      return [...featuresOf(component.id, 'added', own, seed), ...featuresOf(component.id, 'removed', seed, own)]
    })
  }

  /** Rules of the seed that a wording still has and could do without: no headings, no locked ones, none with placeholders. */
  removable(texts: ComponentTexts): RuleFeature[] {
    return this.#components.flatMap((component) => {
      const own = this.#rulesOf(component, texts[component.id] ?? component.text)
      const removable = parseRules(component.text, component).rules.filter(
        (rule) => own.has(rule.id) && canGo(rule, component),
      )
      // The last one is what the prompt is about.
      if (removable.length < 2) return []
      return removable.map((rule) => featureOf(component.id, 'removed', rule.id, rule.text))
    })
  }

  #rulesOf(component: Component, text: string): ReadonlyMap<string, string> {
    const key = `${component.id}\n${text}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const rules = new Map(parseRules(text, component).rules.map((rule) => [rule.id, rule.text]))
    this.#known.set(key, rules)
    return rules
  }
}

function featuresOf(
  component: string,
  kind: RuleFeature['kind'],
  rules: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
): RuleFeature[] {
  return Array.from(rules)
    .filter(([ruleId]) => !others.has(ruleId))
    .map(([ruleId, text]) => featureOf(component, kind, ruleId, text))
}

function featureOf(component: string, kind: RuleFeature['kind'], ruleId: string, text: string): RuleFeature {
  return { key: `${component} ${kind} ${ruleId}`, component, kind, ruleId, text }
}

function canGo({ kind, text, isLocked }: PromptRule, component: Component): boolean {
  const isPlain = kind === 'bullet' || kind === 'ordered' || kind === 'sentence'
  const labels = component.locked.filter((span) => span.kind === 'label')
  return (
    isPlain &&
    !isLocked &&
    countPlaceholders(text, component.syntax).size === 0 &&
    labels.every((label) => !text.includes(label.text))
  )
}
