import type { SourcePosition } from '../errors.ts'

const shownCharacters = 160

/** Turns offsets in a text into lines and columns. */
export class PositionIndex {
  readonly #source: string
  #lineStarts: readonly number[] | undefined

  constructor(source: string) {
    this.#source = source
  }

  /** The position of an offset in UTF-16 units; both are 1-based, and a byte order mark takes no column. */
  at(offset: number): { line: number; column: number } {
    const starts = (this.#lineStarts ??= findLineStarts(this.#source))
    const line = lastAtOrBefore(starts, offset)
    return { line: line + 1, column: Math.max(1, offset - (starts[line] ?? 0) + 1) }
  }

  /** The position of an offset together with its line, for error messages. */
  describe(offset: number): SourcePosition {
    const { line, column } = this.at(offset)
    const start = this.#lineStarts?.[line - 1] ?? 0
    const end = this.#source.indexOf('\n', start)
    const text = this.#source.slice(start, end === -1 ? undefined : end).trimEnd()
    return { line, column, source_line: shorten(text, column) }
  }
}

function findLineStarts(source: string): number[] {
  const starts = [source.startsWith('\uFEFF') ? 1 : 0]
  for (let end = source.indexOf('\n'); end !== -1; end = source.indexOf('\n', end + 1)) starts.push(end + 1)
  return starts
}

function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

function shorten(text: string, column: number): string {
  if (text.length <= shownCharacters) return text
  const from = Math.max(0, Math.min(column - 1 - shownCharacters / 2, text.length - shownCharacters))
  return `${from > 0 ? '…' : ''}${text.slice(from, from + shownCharacters)}…`
}
