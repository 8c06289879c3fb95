const pieces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu

/** A stand-in for a tokenizer: a CJK character or a mark is one token, a word one for every five letters begun. */
export function countTokens(text: string): number {
  let tokens = 0
  for (const [piece] of text.matchAll(pieces)) tokens += Math.ceil(piece.length / 5)
  return tokens
}
