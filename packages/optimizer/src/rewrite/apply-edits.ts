import type { TextSpan } from '../analysis/finding.ts'
import type { Edit } from './rewrite-rule.ts'

/** The text with the edits made. Edits must be sorted by start and must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = []
  let position = 0
  for (const { start, end, replacement } of edits) {
    pieces.push(text.slice(position, start), replacement)
    position = end
  }
  pieces.push(text.slice(position))
  return pieces.join('')
}

/**
 * The stretch of the text before the edits that a stretch after them came from. A border inside a replacement moves
 * out to the border of what was replaced.
 */
export function spanBefore(edits: readonly Edit[], { start, end }: TextSpan): TextSpan {
  return { start: offsetBefore(edits, start, 'start'), end: offsetBefore(edits, end, 'end') }
}

function offsetBefore(edits: readonly Edit[], offset: number, side: 'start' | 'end'): number {
  let shift = 0
  for (const edit of edits) {
    const start = edit.start + shift
    const end = start + edit.replacement.length
    if (offset <= start) break
    if (offset < end) return edit[side]
    shift += edit.replacement.length - (edit.end - edit.start)
  }
  return offset - shift
}
