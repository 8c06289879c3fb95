import type { ProtectedSpan } from './protected-span.ts'
import { splitLines } from './split-lines.ts'

/**
 * Fenced code (``` and ~~~, indented or not; an unclosed fence reaches to the end) and code between backticks on one
 * line. Three backticks in the middle of a line open a block too when three more close it later.
 * Fences follow CommonMark 0.31 §4.5, except that any indentation may precede one: prompts nest them in lists.
 */
export function codeSpans(text: string): ProtectedSpan[] {
  const fences = fencedSpans(text)
  const spans = [...fences]
  let position = 0
  for (const fence of [...fences, { start: text.length, end: text.length }]) {
    spans.push(...inlineSpans(text.slice(position, fence.start), position))
    position = fence.end
  }
  return spans.toSorted((a, b) => a.start - b.start)
}

/** A fence that nothing closes. */
export interface OpenFence {
  readonly start: number
  /** The backticks or tildes that open it. */
  readonly mark: string
  /** What stands behind them: usually a language. */
  readonly info: string
  /** Where the line after the fence begins. */
  readonly contentStart: number
}

/** The fence that is still open at the end of the text. */
export function openFence(text: string): OpenFence | undefined {
  return scanFences(text).open
}

function fencedSpans(text: string): ProtectedSpan[] {
  const { closed, open } = scanFences(text)
  return open ? [...closed, { start: open.start, end: text.length, kind: 'code' }] : closed
}

function scanFences(text: string): { closed: ProtectedSpan[]; open: OpenFence | undefined } {
  const closed: ProtectedSpan[] = []
  let open: OpenFence | undefined
  for (const line of splitLines(text)) {
    const match = /^[ \t>]*(?<mark>`{3,}|~{3,})(?<info>.*)$/.exec(line.text)
    const { mark = '', info = '' } = match?.groups ?? {}
    if (!match) continue
    if (!open) {
      if (mark.startsWith('~') || !info.includes('`')) {
        open = { start: line.start + match[0].indexOf(mark), mark, info: info.trim(), contentStart: line.next }
      }
    } else if (mark[0] === open.mark[0] && mark.length >= open.mark.length && info.trim() === '') {
      closed.push({ start: open.start, end: line.end, kind: 'code' })
      open = undefined
    }
  }
  return { closed, open }
}

function inlineSpans(text: string, offset: number): ProtectedSpan[] {
  const pattern = /(?<!`)```(?!`)[^`]+```(?!`)|(?<!`)``(?!`)(?:[^`\n]|`(?!`))+``(?!`)|(?<!`)`(?!`)[^`\n]+`(?!`)/g
  return Array.from(text.matchAll(pattern), (match) => ({
    start: offset + match.index,
    end: offset + match.index + match[0].length,
    kind: 'code',
  }))
}
