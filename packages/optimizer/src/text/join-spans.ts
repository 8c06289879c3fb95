import type { TextSpan } from '../analysis/finding.ts'

/** The spans sorted by start; those inside others are dropped, those that only overlap are joined under the first one. */
export function joinSpans<Span extends TextSpan>(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = joined.at(-1)
    if (!last || span.start >= last.end) joined.push(span)
    else if (span.end > last.end) joined[joined.length - 1] = { ...last, end: span.end }
  }
  return joined
}
