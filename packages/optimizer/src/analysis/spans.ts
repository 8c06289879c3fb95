import type { TextSpan } from './finding.ts'

/** Every match of a pattern. */
export function spansOf(pattern: RegExp | undefined, text: string): TextSpan[] {
  if (pattern === undefined) return []
  return Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length }))
}

/** Spans in order; those that overlap an earlier one are left out. */
export function withoutOverlaps<Span extends TextSpan>(spans: readonly Span[]): Span[] {
  let end = -1
  return spans
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter((span) => {
      if (span.start < end) return false
      end = span.end
      return true
    })
}

/** The index of the last span that starts at or before an offset; -1 when there is none. Spans are sorted. */
export function lastStartingBefore(spans: readonly TextSpan[], offset: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((spans[middle]?.start ?? Infinity) <= offset) low = middle + 1
    else high = middle
  }
  return low - 1
}
