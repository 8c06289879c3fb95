/**
 * Counts words in any alphabet and in Hangul: runs of letters, marks and digits that begin with a letter; `don’t` and
 * `well-known` are one. Han and kana, which stand without blanks between words, count nothing. So do Thai, Lao, Khmer and
 * Burmese stand, where a run is a phrase and still counts as one: there the count is a lower bound.
 */
export function countWords(text: string): number {
  return text.match(words)?.length ?? 0
}

const words =
  /[^\P{L}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}](?:[^\P{L}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]+|[\p{M}\p{N}_'’-]+|\u200C|\u200D)*/gu
