/**
 * How alike two texts are, from 0 to 1: the Jaccard index of their sets of character trigrams. Case, blanks and
 * punctuation do not count, so it works for words and for Chinese characters. Two texts without any trigram are alike
 * only when they are equal after that.
 */
export function trigramSimilarity(first: string, second: string): number {
  return jaccardSimilarity(trigrams(first), trigrams(second))
}

/** The set behind {@link trigramSimilarity}; keep it when one text is compared with many. */
export function trigrams(text: string): Set<string> {
  const letters = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
  if (letters.length < 3) return new Set([letters])
  const grams = new Set<string>()
  for (let index = 0; index + 3 <= letters.length; index += 1) grams.add(letters.slice(index, index + 3))
  return grams
}

/** The size of the intersection over the size of the union; 1 for two empty sets. */
export function jaccardSimilarity(first: ReadonlySet<string>, second: ReadonlySet<string>): number {
  const [small, large] = first.size <= second.size ? [first, second] : [second, first]
  let shared = 0
  for (const gram of small) if (large.has(gram)) shared += 1
  const union = first.size + second.size - shared
  return union === 0 ? 1 : shared / union
}
