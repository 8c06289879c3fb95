/**
 * Estimates how many tokens a text costs a model. An estimate: tokenizers differ by about a quarter either way, more on rare
 * scripts. Counts a Latin word of up to six letters as one token and each six letters more as another, a word of any
 * other alphabet (Cyrillic, Greek, Arabic, Devanagari, …) as one for each three letters begun, which comes to two or
 * three letters a token, three digits as one, a Han character as 0.8, a kana or Hangul character as 0.9, a run of up to
 * four blanks or one line end as none (they join the next word) and each further four as one, any other character as one.
 */
export function estimateTokens(text: string): number {
  let tokens = 0
  for (const { 0: piece, groups = {} } of text.matchAll(pieces)) {
    if (groups['word'] !== undefined) tokens += Math.ceil(piece.length / 6)
    else if (groups['letters'] !== undefined) tokens += Math.ceil(piece.length / 3)
    else if (groups['digits'] !== undefined) tokens += Math.ceil(piece.length / 3)
    else if (groups['han'] !== undefined) tokens += piece.length * 0.8
    else if (groups['syllables'] !== undefined) tokens += piece.length * 0.9
    else if (groups['blanks'] !== undefined) tokens += Math.floor(piece.length / 5)
    else tokens += 1
  }
  return Math.ceil(tokens)
}

/** Marks are part of the letters they stand on. */
const pieces =
  /(?<word>[\p{Script=Latin}][\p{Script=Latin}\p{M}]*)|(?<digits>\d+)|(?<han>\p{Script=Han}+)|(?<syllables>[\u3041-\u30FF\uAC00-\uD7AF]+)|(?<letters>(?:[^\P{L}\p{Script=Latin}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{Script=Hangul}]+|\p{M}+)+)|(?<blanks>\s+)|[^]/gu
