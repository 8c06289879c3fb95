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

/** Of edits that overlap, the one that starts first, or the longer one. Sorted by start. */
export function dropOverlaps(edits: readonly Edit[]): Edit[] {
  let position = 0
  return edits
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter(({ start, end }) => {
      if (start < position) return false
      position = end
      return true
    })
}

/**
 * Leads a stretch of the text after the edits back to the stretch that it came from. A border inside a replacement moves
 * out to the border of what was replaced.
 *
 * @param edits sorted by start, not overlapping.
 */
export function traceBack(edits: readonly Edit[]): (span: TextSpan) => TextSpan {
  let shift = 0
  const made = edits.map(({ start, end, replacement }) => {
    const after = { start: start + shift, end: start + shift + replacement.length }
    shift += replacement.length - (end - start)
    return { before: { start, end }, after }
  })
  const offsetBefore = (offset: number, side: 'start' | 'end') => {
    const last = made[countBefore(made, offset, side) - 1]
    if (!last) return offset
    return offset < last.after.end ? last.before[side] : offset - last.after.end + last.before.end
  }
  return ({ start, end }) => {
    const endBefore = offsetBefore(end, 'end')
    return { start: start === end ? endBefore : offsetBefore(start, 'start'), end: endBefore }
  }
}

/**
 * How many edits lie before a border of a stretch of the edited text, found by halving. A deletion right at the border lies
 * before the start of what follows it, and behind the end of what precedes it.
 */
function countBefore(made: readonly { readonly after: TextSpan }[], offset: number, side: 'start' | 'end'): number {
  let [low, high] = [0, made.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const { start, end } = made[middle]?.after ?? { start: 0, end: 0 }
    if (start < offset || (side === 'start' && end === offset)) low = middle + 1
    else high = middle
  }
  return low
}
