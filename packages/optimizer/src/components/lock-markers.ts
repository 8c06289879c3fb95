import type { TextSpan } from '../analysis/finding.ts'
import { LockMarkerError } from '../errors.ts'

/**
 * The stretches between `<!-- lock -->` and `<!-- /lock -->`, markers included; in Jinja2 also between `{# lock #}` and
 * `{# /lock #}`. Dify sends the first pair on to the model, which takes it for a comment, and leaves the second pair out.
 *
 * @throws {@link LockMarkerError} when a marker has no partner, or a lock begins inside another.
 */
export function findMarkedSpans(text: string, promptId: string): TextSpan[] {
  const spans: TextSpan[] = []
  let start: number | undefined
  for (const match of text.matchAll(marker)) {
    const closes = match[0].includes('/lock')
    if (closes === (start === undefined)) throw new LockMarkerError({ promptId, offset: match.index, marker: match[0] })
    if (start === undefined) start = match.index
    else {
      spans.push({ start, end: match.index + match[0].length })
      start = undefined
    }
  }
  if (start !== undefined) throw new LockMarkerError({ promptId, offset: start, marker: text.slice(start, start + 14) })
  return spans
}

const marker = /<!--\s{0,9}\/?lock\s{0,9}-->|\{#\s{0,9}\/?lock\s{0,9}#\}/g
