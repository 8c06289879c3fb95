import { parseRules } from '../components/parse-rules.ts'
import type { Component, ComponentTexts } from '../search/component.ts'
import type { Gate, GateProblem, Proposal, Wording } from './gate.ts'
import { injectionGate } from './injection.ts'
import { KnownWordings } from './known-wordings.ts'
import { checkLanguage } from './language.ts'
import { LeakIndex, type LeakSource } from './leak-index.ts'
import { leakGate } from './leaks.ts'
import { checkCharacters, checkLength } from './length.ts'
import { checkLocks } from './locks.ts'
import { checkPlaceholders } from './placeholders.ts'
import { checkRepeats } from './repeated-rules.ts'
import { staticErrors } from './static-errors.ts'

export interface GateOptions {
  /** Cases whose texts no prompt may repeat: those that reflection reads. */
  readonly sources?: readonly LeakSource[]
  /** Texts that prompts may quote all the same. */
  readonly glossary?: readonly string[]
}

export interface CheckOptions {
  /** Examples that were made of cases on purpose: they quote them, and may. */
  readonly demonstrations?: readonly string[]
  /** The wording that was changed, which passed before: what it quotes is not new. */
  readonly parent?: ComponentTexts
}

/**
 * The free checks of a wording, before anything is paid for it. They cost time linear in the texts and never throw, whatever
 * a model wrote. A wording is turned away or let through as it is; nothing is mended.
 */
export class CandidateGates {
  readonly #components: readonly Component[]
  readonly #index: LeakIndex
  readonly #glossary: readonly string[]
  readonly #known: KnownWordings
  readonly #static: Gate
  readonly #seedRules: ReadonlyMap<string, ReadonlySet<string>>

  /** The components' own texts are known from the start. */
  constructor(components: readonly Component[], { sources = [], glossary = [] }: GateOptions = {}) {
    this.#components = components
    this.#index = new LeakIndex(sources)
    this.#glossary = glossary
    this.#known = new KnownWordings(components)
    this.#static = staticErrors(components)
    this.#seedRules = new Map(
      components.map((component) => [
        component.id,
        new Set(parseRules(component.text, component).rules.map(({ id }) => id)),
      ]),
    )
    this.remember(Object.fromEntries(components.map(({ id, text }) => [id, text])))
  }

  /** Notes a wording, so that one which says the same is turned away. */
  remember(texts: ComponentTexts): void {
    this.#known.remember(texts)
  }

  /** All that speaks against a wording; empty when it may be tried. The static analysis only sees what passed the rest. */
  check(texts: ComponentTexts, { demonstrations = [], parent = {} }: CheckOptions = {}): GateProblem[] {
    const oversized = this.#components.flatMap((component) =>
      checkCharacters({ component, text: texts[component.id] ?? '' }),
    )
    if (oversized.length > 0) return oversized
    const proposal = this.#proposal(texts)
    const data = { index: this.#index, allowed: this.#glossary }
    const quoting = [...demonstrations, ...Object.values(parent)]
    const cheap = [
      checkRepeats,
      checkPlaceholders,
      checkLocks,
      leakGate({ ...data, quoting }),
      checkLength,
      checkLanguage,
    ]
    const problems = [...this.#checkKnown(texts), ...cheap.flatMap((gate) => gate(proposal))]
    const injected = injectionGate(data)(proposal)
    const hasProblem = problems.length + injected.length > 0
    return [...problems, ...(hasProblem ? [] : this.#static(proposal)), ...injected]
  }

  #proposal(texts: ComponentTexts): Proposal {
    const changed = this.#components.flatMap((component): Wording[] => {
      const text = texts[component.id]
      if (text === undefined || text === component.text) return []
      const seed = this.#seedRules.get(component.id)
      return [{ component, text, added: parseRules(text, component).rules.filter(({ id }) => !seed?.has(id)) }]
    })
    return { components: this.#components, texts, changed }
  }

  #checkKnown(texts: ComponentTexts): GateProblem[] {
    const known = this.#known.find(texts)
    if (known === undefined) return []
    const message =
      known === 'same'
        ? 'These edits lead to a wording that was tried before; change something else.'
        : 'These edits say what was tried before in almost the same words; change something else.'
    return [{ gate: 'duplicate', component: null, message }]
  }
}
