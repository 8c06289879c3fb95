/**
 * Remembers every wording that was looked at, to turn away what says the same again.
 *
 * Two wordings are alike when all that differs between them is pairs of rules whose trigrams agree to more than 97 %, a
 * dozen at most not, and whose numbers are the same. Whole texts are not compared so: in a long prompt one new rule in thirty is less than 3 %.
 */
import { parseRules } from '../components/parse-rules.ts'
import type { Component, ComponentTexts } from '../search/component.ts'
import { jaccardSimilarity, trigrams } from '../text/trigram-similarity.ts'

const alikeFrom = 0.97

export class KnownWordings {
  readonly #components: readonly Component[]
  readonly #exact = new Set<string>()
  readonly #outlines: Outline[] = []

  constructor(components: readonly Component[]) {
    this.#components = components
  }

  remember(texts: ComponentTexts): void {
    const key = normalText(texts)
    if (this.#exact.has(key)) return
    this.#exact.add(key)
    this.#outlines.push(this.#outline(texts))
  }

  /** `same`: but for blanks, it was there before. `alike`: it differs from an earlier one in nothing that matters. */
  find(texts: ComponentTexts): 'same' | 'alike' | undefined {
    if (this.#exact.has(normalText(texts))) return 'same'
    const outline = this.#outline(texts)
    return this.#outlines.some((other) => areAlike(outline, other)) ? 'alike' : undefined
  }

  #outline(texts: ComponentTexts): Outline {
    const rules = new Map<string, string>()
    for (const component of this.#components)
      for (const { id, text } of parseRules(texts[component.id] ?? '', component).rules)
        rules.set(`${component.id} ${id}`, text)
    return rules
  }
}

/** Texts of rules by the ids of component and rule. */
type Outline = ReadonlyMap<string, string>

function normalText(texts: ComponentTexts): string {
  const parts = Object.entries(texts).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify(parts.map(([id, text]) => [id, text.normalize('NFKC').replace(/\s+/g, ' ').trim()]))
}

/** More differences than this are never only a matter of wording. */
const maxPairs = 12

function areAlike(one: Outline, other: Outline): boolean {
  const left = missingFrom(other, one)
  const right = missingFrom(one, other)
  if (left.length === 0 || left.length !== right.length || left.length > maxPairs) return false
  return left.every((text) => {
    const at = right.findIndex((candidate) => sayTheSame(text, candidate))
    if (at !== -1) right.splice(at, 1)
    return at !== -1
  })
}

function missingFrom(outline: Outline, from: Outline): string[] {
  return [...from].filter(([key]) => !outline.has(key)).map(([, text]) => text)
}

function sayTheSame(one: string, other: string): boolean {
  const numbers = [one, other].map((text) => (text.match(/\d+/g) ?? []).join())
  if (numbers[0] !== numbers[1]) return false
  const [left, right] = [trigrams(one), trigrams(other)]
  const differing =
    [...left].filter((gram) => !right.has(gram)).length + [...right].filter((gram) => !left.has(gram)).length
  return differing <= maxDiffering && jaccardSimilarity(left, right) > alikeFrom
}

/** Three per cent of a long block of text are a sentence. */
const maxDiffering = 12
