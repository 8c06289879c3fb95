import { readQuoted } from './quoted-value.ts'

/** A quoted scalar written on one line. */
export interface FlattenedScalar {
  readonly start: number
  /** Offset after the closing quote. */
  readonly end: number
  /** As long as what it stands for, a comment that touches the closing quote included. */
  readonly oneLine: string
  /** What PyYAML reads. */
  readonly value: string
}

/** Whether a lexeme is a quoted scalar that was ended before its closing quote. */
export function isCutShort(lexeme: string): boolean {
  const quote = lexeme[0]
  if (quote === "'") return countTrailing(lexeme, "'", lexeme.length) % 2 === 0
  if (quote !== '"') return false
  return lexeme.length < 2 || !lexeme.endsWith('"') || countTrailing(lexeme, '\\', lexeme.length - 1) % 2 === 1
}

/**
 * Reads the quoted scalar that begins at an offset up to its closing quote, wherever its lines begin.
 * @returns `undefined` when it is never closed, lies on one line anyway, or is nothing that PyYAML reads either.
 */
export function flattenQuotedScalar(text: string, start: number): FlattenedScalar | undefined {
  const end = findClosingQuote(text, start)
  const source = text.slice(start, end)
  if (end === undefined || !source.includes('\n') || documentMark.test(source)) return undefined
  const value = readQuoted(source)
  if (value === undefined) return undefined
  const comment = text[end] === '#' ? text.slice(end).search(/\r?\n|$/) : 0
  const oneLine = source.replaceAll(/\s/g, ' ') + ' '.repeat(comment)
  return { start, end, oneLine, value }
}

const documentMark = /\n(?:---|\.\.\.)(?:\s|$)/

/** @returns the offset after the closing quote. */
function findClosingQuote(text: string, start: number): number | undefined {
  const quote = text[start]
  for (let offset = start + 1; offset < text.length; offset += 1) {
    if (text[offset] === '\\' && quote === '"') offset += 1
    else if (text[offset] === quote) {
      if (quote === '"' || text[offset + 1] !== quote) return offset + 1
      offset += 1
    }
  }
  return undefined
}

/** How many times a character stands before an offset, the opening quote not counted. */
function countTrailing(text: string, character: string, end: number): number {
  let start = end
  while (start > 1 && text[start - 1] === character) start -= 1
  return end - start
}
