import { maskCharacter } from '../../text/mask-spans.ts'
import { trigramSimilarity } from '../../text/trigram-similarity.ts'
import type { Sentence } from '../../text/split-sentences.ts'
import { countLetters } from '../own-text.ts'
import type { PromptView } from '../prompt-view.ts'
import { excerpt, type Rule } from '../rule.ts'

/** Shorter sentences repeat by nature: labels, metadata, “Yes.” In letters, of which a CJK character counts three. */
const minWeight = 20
const minSimilarity = 0.8
/** How many earlier sentences are compared with one, of those that share its rarest trigrams. */
const maxCandidates = 8
const keysPerSentence = 4

/** The same thing said twice in almost the same words. */
export const duplicateSentence: Rule = {
  name: 'duplicate-sentence',
  dimension: 'efficiency',
  evidence: 'A',
  reason: 'It costs tokens on every run, and when one copy is changed the two disagree.',
  maxCost: 60,
  check(view) {
    if (!view.isInstruction) return []
    const seen = new SeenSentences(view)
    return view.sentences.flatMap((sentence) => {
      const earlier = seen.findAndAdd(sentence)
      if (earlier === undefined) return []
      return [
        {
          severity: 'warning',
          message: `This repeats “${excerpt(view, earlier, 60)}”.`,
          fix: 'Say it once, where it matters most.',
          span: { start: sentence.start, end: sentence.end },
          cost: 20,
        },
      ]
    })
  },
}

interface Entry {
  readonly sentence: Sentence
  /** What two sentences must share to mean the same: numbers, negations, references and quoted words. */
  readonly fixed: string
}

/** Finds near-duplicates without comparing every sentence with every other: alike sentences share their smallest hashes. */
class SeenSentences {
  readonly #view: PromptView
  readonly #byKey = new Map<number, Entry[]>()

  constructor(view: PromptView) {
    this.#view = view
  }

  findAndAdd(sentence: Sentence): Sentence | undefined {
    const wording = this.#view.wording.slice(sentence.start, sentence.end)
    if (repeatsByDesign(sentence) || weightOf(wording) < minWeight) return undefined
    const entry: Entry = { sentence, fixed: fixedParts(sentence, wording) }
    const keys = smallestHashes(sentence.text)
    const candidates = new Set(keys.flatMap((key) => this.#byKey.get(key) ?? []))
    for (const key of keys) this.#add(key, entry)
    const knowsNegations = this.#view.lexicons.length > 0
    return [...candidates].find((other) => (knowsNegations ? isSame(other, entry) : isEqual(other, entry)))?.sentence
  }

  #add(key: number, entry: Entry): void {
    const entries = this.#byKey.get(key)
    if (entries === undefined) this.#byKey.set(key, [entry])
    else if (entries.length < maxCandidates) entries.push(entry)
  }
}

/** Headings, labels, rows of tables, lines of placeholders (`- [skill]: [description]`), and points below points. */
function repeatsByDesign({ text, line }: Sentence): boolean {
  if (line.kind === 'heading' || line.kind === 'label' || text.startsWith('|')) return true
  if ((line.kind === 'bullet' || line.kind === 'ordered') && line.indent >= 2) return true
  return weightOf(text.replaceAll(/[[【{<][^\]】}>\n]{0,60}[\]】}>]/g, '')) < minWeight
}

function weightOf(text: string): number {
  return countLetters(text) + 2 * (text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0)
}

function isSame(a: Entry, b: Entry): boolean {
  return a.fixed === b.fixed && trigramSimilarity(a.sentence.text, b.sentence.text) > minSimilarity
}

/** Where the words for “not” are unknown, almost the same words may say the opposite. */
function isEqual(a: Entry, b: Entry): boolean {
  return a.sentence.text === b.sentence.text
}

const negator = /\b(?:not|no|never|without|cannot)\b|n['’]t\b|[不没沒无無未非勿别別]|ない|ません|ずに/giu

function fixedParts(sentence: Sentence, wording: string): string {
  const numbers = sentence.text.match(/\d+/g) ?? []
  const negations = wording.match(negator)?.length ?? 0
  const hidden = wording.includes(maskCharacter) ? hiddenPart(sentence.text, wording) : ''
  return [numbers.join(','), negations, hidden].join('|')
}

function hiddenPart(text: string, wording: string): string {
  return Array.from(wording.matchAll(/\uE000+/g), ({ 0: run, index }) => text.slice(index, index + run.length)).join(
    '|',
  )
}

/**
 * The smallest hashes of a sentence's trigrams of letters: a sample that alike sentences are likely to share (MinHash,
 * Broder 1997). Each trigram is hashed by multiplication.
 */
function smallestHashes(text: string): number[] {
  const letters = text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
  const smallest: number[] = []
  for (let index = 0; index + 2 < letters.length; index += 1) {
    const hash = hashOf(letters.charCodeAt(index), letters.charCodeAt(index + 1), letters.charCodeAt(index + 2))
    if (hash >= (smallest[keysPerSentence - 1] ?? Infinity) || smallest.includes(hash)) continue
    smallest.push(hash)
    smallest.sort((a, b) => a - b)
    smallest.length = Math.min(smallest.length, keysPerSentence)
  }
  return smallest
}

function hashOf(first: number, second: number, third: number): number {
  const mixed = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b) ^ third
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> 0
}
