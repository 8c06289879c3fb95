import { countTokens } from './count-tokens.ts'

/** The longest beginning of a text that has no more than so many tokens; characters stay whole. */
export function truncateToTokens(text: string, tokens: number): string {
  const characters = Array.from(text)
  let [fits, tooLong] = [0, characters.length + 1]
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1
    if (countTokens(characters.slice(0, middle).join('')) <= tokens) fits = middle
    else tooLong = middle
  }
  return characters.slice(0, fits).join('')
}
