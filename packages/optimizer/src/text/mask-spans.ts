import type { TextSpan } from '../analysis/finding.ts'

/** Stands for one hidden UTF-16 unit: a private-use character that no word, number or punctuation pattern matches. */
export const maskCharacter = '\uE000'

/**
 * The text with every character of the spans replaced by {@link maskCharacter}, line ends kept: patterns run over it
 * cannot see what is hidden, and every offset stays.
 *
 * @param spans sorted by start, not overlapping.
 */
export function maskSpans(text: string, spans: readonly TextSpan[]): string {
  const pieces: string[] = []
  let position = 0
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (end <= position) continue
    const from = Math.max(start, position)
    pieces.push(text.slice(position, from), text.slice(from, end).replace(/[^\r\n]/g, maskCharacter))
    position = end
  }
  pieces.push(text.slice(position))
  return pieces.join('')
}
