/** From this share on two rules say the same. */
const alikeFrom = 0.6

/**
 * Tells whether rules say the same in other words: by the share of their words in common, a word counting the less the more rules hold it.
 * So "When the parcel is late, apologise" is like "Apologise for a late parcel", and unlike "When the parcel is broken, apologise".
 */
export class RuleLikeness {
  readonly #counts = new Map<string, number>()
  #rules = 0

  /** @param texts the rules that are known, by which is learnt which words are common. */
  constructor(texts: Iterable<string>) {
    for (const text of texts) {
      this.#rules += 1
      for (const word of wordsOf(text)) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1)
    }
  }

  areAlike(one: string, other: string): boolean {
    const [left, right] = [wordsOf(one), wordsOf(other)]
    let [common, all] = [0, 0]
    for (const word of new Set([...left, ...right])) {
      const weight = this.#weight(word)
      all += weight
      if (left.has(word) && right.has(word)) common += weight
    }
    return all > 0 && common / all >= alikeFrom
  }

  #weight(word: string): number {
    return Math.log((this.#rules + 1) / (this.#counts.get(word) ?? 1))
  }
}

/** Words, or pairs of characters where words are not set apart. */
function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(words.flatMap((word) => (/\p{Script=Han}|\p{Script=Hiragana}/u.test(word) ? pairsOf(word) : [word])))
}

function pairsOf(word: string): string[] {
  return Array.from(word, (character, index) => character + (word[index + 1] ?? ''))
}
