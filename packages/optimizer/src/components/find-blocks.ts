import type { TextSpan } from '../analysis/finding.ts'
import type { ProtectedSpan } from '../text/protected-span.ts'
import type { Line } from '../text/split-lines.ts'

/** Whole lines that belong together. */
export interface Block extends TextSpan {
  readonly kind: 'example' | 'block'
}

type BlockSpan = TextSpan & { readonly kind: ProtectedSpan['kind'] | 'locked' }

/**
 * The lines that no edit may look into: demonstrations, and code, data, templates and locks that reach over a line end;
 * tables. Sorted, not overlapping; blanks at either end may be part of them.
 */
export function findBlocks(lines: readonly Line[], spans: readonly BlockSpan[]): Block[] {
  const blocks = [...spans.flatMap((span) => blockAround(lines, span)), ...tables(lines)]
  const joined: Block[] = []
  for (const block of blocks.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    const last = joined.at(-1)
    if (last === undefined || block.start >= last.end) joined.push(block)
    else if (block.end > last.end) joined[joined.length - 1] = { ...last, end: block.end }
  }
  return joined
}

function blockAround(lines: readonly Line[], span: BlockSpan): Block[] {
  const first = lineAt(lines, span.start)
  const last = lineAt(lines, Math.max(span.start, span.end - 1))
  if (first === undefined || last === undefined) return []
  const beginsLine = span.start <= first.start + first.indent
  const isBlock = first !== last || (span.kind === 'example' && beginsLine)
  if (!isBlock) return []
  return [{ kind: span.kind === 'example' ? 'example' : 'block', start: first.start, end: last.end }]
}

function tables(lines: readonly Line[]): Block[] {
  const found: { kind: 'block'; start: number; end: number; rows: number }[] = []
  let isOpen = false
  for (const line of lines) {
    const last = found.at(-1)
    const isRow = /^\s*\|.*\|\s*$/.test(line.text)
    if (isRow && isOpen && last !== undefined) {
      last.end = line.end
      last.rows += 1
    } else if (isRow) found.push({ kind: 'block', start: line.start, end: line.end, rows: 1 })
    isOpen = isRow
  }
  return found.filter(({ rows }) => rows > 1).map(({ kind, start, end }) => ({ kind, start, end }))
}

/** The line that holds an offset; found by halving. */
function lineAt(lines: readonly Line[], offset: number): Line | undefined {
  let [low, high] = [0, lines.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle]?.start ?? Infinity) <= offset) low = middle + 1
    else high = middle
  }
  return lines[low - 1]
}
