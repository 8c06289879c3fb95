/** Characters of an output that a record or a reason quotes at most. */
const MAX_EXCERPT_LENGTH = 2_000

/**
 * The beginning of a text, with an ellipsis when there is more. Never cuts a character in two; halves of surrogate pairs that stand
 * alone become U+FFFD, so that every format can hold the excerpt.
 */
export function excerpt(text: string, maxLength = MAX_EXCERPT_LENGTH): string {
  if (text.length <= maxLength) return wellFormed(text)
  return `${wellFormed(text.slice(0, wholeLength(text, maxLength - 1)))}…`
}

function wholeLength(text: string, length: number): number {
  const last = text.charCodeAt(length - 1)
  const isHalf = last >= 0xd800 && last <= 0xdbff
  return isHalf ? length - 1 : length
}

function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\u{fffd}')
}
