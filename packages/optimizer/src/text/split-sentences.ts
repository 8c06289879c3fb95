import type { TextSpan } from '../analysis/finding.ts'
import { type Line, splitLines } from './split-lines.ts'

/** A sentence of a prompt, or a list item, heading or line that holds only one. Its span excludes list markers and outer blanks. */
export interface Sentence extends TextSpan {
  readonly text: string
  /** The line it stands on. */
  readonly line: Line
}

/**
 * Cuts a text into sentences: at line ends, and after `.` `!` `?` `;` `。` `！` `？` `；` `।` `॥` `؟` `۔` with the closing
 * quotes and brackets that follow. A full stop ends a sentence only before a blank or the line's end, and not after an abbreviation, an
 * initial or a list number. Nothing inside a protected span ends a sentence; an empty sentence is left out.
 *
 * @param protectedSpans sorted by start, not overlapping.
 */
export function splitSentences(text: string, protectedSpans: readonly TextSpan[] = []): Sentence[] {
  const isProtected = membership(protectedSpans)
  const sentences: Sentence[] = []
  for (const line of splitLines(text)) {
    let start = line.contentStart
    for (const end of sentenceEnds(text, line, isProtected)) {
      push(sentences, text, { start, end }, line)
      start = end
    }
    push(sentences, text, { start, end: line.end }, line)
  }
  return sentences
}

function push(sentences: Sentence[], source: string, { start, end }: TextSpan, line: Line): void {
  const raw = source.slice(start, end)
  const text = raw.trim()
  if (text === '') return
  const from = start + raw.indexOf(text)
  sentences.push({ start: from, end: from + text.length, text, line })
}

function* sentenceEnds(source: string, line: Line, isProtected: (at: number) => boolean): Iterable<number> {
  const content = source.slice(line.contentStart, line.end)
  for (const match of content.matchAll(/[。！？；।॥؟۔]+["'”’」』）)】]*|(?<![.!?;])[.!?;]+["'”’)\]]*(?=\s|$)/g)) {
    const at = line.contentStart + match.index
    if (!isProtected(at) && !isAbbreviation(content, match.index)) yield at + match[0].length
  }
}

const abbreviation = /(?:^|[\s(])(?:[A-Za-z]|e\.g|i\.e|etc|vs|cf|Mr|Mrs|Ms|Dr|Prof|No|Fig|approx|\d{1,3})$/

function isAbbreviation(content: string, dot: number): boolean {
  return content[dot] === '.' && content[dot + 1] !== '.' && abbreviation.test(content.slice(Math.max(0, dot - 8), dot))
}

/** Answers for growing offsets whether they lie inside a span. */
function membership(spans: readonly TextSpan[]): (at: number) => boolean {
  let index = 0
  return (at) => {
    while (index < spans.length && (spans[index]?.end ?? 0) <= at) index += 1
    return (spans[index]?.start ?? Infinity) <= at
  }
}
