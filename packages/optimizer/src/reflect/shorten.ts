import { estimateTokens } from '../text/estimate-tokens.ts'

/** What stands for the part that was left out. */
const gapMark = ' […] '

/** The head and the tail of a text, so that it has about as many tokens as it may. Never cuts a character in two. */
export function shorten(text: string, maxTokens: number): string {
  const bounded = headAndTail(text, maxTokens * maxCharactersPerToken)
  const tokens = estimateTokens(bounded)
  if (tokens <= maxTokens) return bounded
  return headAndTail(bounded, Math.floor((bounded.length * Math.max(0, maxTokens - 3)) / tokens))
}

/** Blanks cost least; so much of any text is more than it may have. */
const maxCharactersPerToken = 20
const headShare = 0.6

function headAndTail(text: string, length: number): string {
  if (text.length <= length) return text
  const head = text.slice(0, Math.floor(length * headShare)).replace(/[\uD800-\uDBFF]$/, '')
  const tail = text.slice(text.length - Math.floor(length * (1 - headShare))).replace(/^[\uDC00-\uDFFF]/, '')
  return head + gapMark + (length > 0 ? tail : '')
}

/** Shares a number of tokens out among texts: short ones keep all of theirs, long ones get the same each. */
export function shareTokens(needed: readonly number[], total: number): number[] {
  let [left, open] = [total, needed.length]
  const limits = new Map<number, number>()
  for (const [index, tokens] of [...needed.entries()].toSorted(([, one], [, other]) => one - other)) {
    const share = Math.min(tokens, Math.floor(left / open))
    limits.set(index, share)
    left -= share
    open -= 1
  }
  return needed.map((_, index) => limits.get(index) ?? 0)
}
