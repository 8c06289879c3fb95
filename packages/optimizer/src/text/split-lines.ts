import type { TextSpan } from '../analysis/finding.ts'

/** What a line of a prompt is by its shape. `label`: a short line that announces what follows: `Rules:`, `【要求】`, `**Input**`, `<data>`. */
type LineKind = 'blank' | 'heading' | 'bullet' | 'ordered' | 'label' | 'rule' | 'text'

/** One line of a prompt. `start` and `end` exclude the line end. */
export interface Line extends TextSpan {
  readonly text: string
  readonly kind: LineKind
  /** Where the next line starts: past `\n`, `\r\n` or `\r`. */
  readonly next: number
  /** Blanks before the first visible character, in UTF-16 units. */
  readonly indent: number
  /** The list marker or the `#`s of a heading: `-`, `3.`, `（2）`, `##`; empty for other kinds. */
  readonly marker: string
  /** Offset of the first character past indentation and marker. */
  readonly contentStart: number
}

/** Cuts a text into its lines. There is always at least one; a text that ends in a line end has an empty last line. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = []
  let start = 0
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push(toLine(text, start, match.index, match.index + match[0].length))
    start = match.index + match[0].length
  }
  lines.push(toLine(text, start, text.length, text.length))
  return lines
}

function toLine(source: string, start: number, end: number, next: number): Line {
  const text = source.slice(start, end)
  const visible = text.search(/\S/)
  const indent = visible === -1 ? text.length : visible
  const { kind, marker, gap } = shapeOf(text.slice(indent))
  return { start, end, next, text, kind, indent, marker, contentStart: start + indent + marker.length + gap }
}

const markerShapes: readonly { kind: LineKind; pattern: RegExp }[] = [
  { kind: 'heading', pattern: /^(?<marker>#{1,6})(?<gap>[ \t\u3000]+)\S/ },
  { kind: 'bullet', pattern: /^(?<marker>[-*+–])(?<gap>[ \t\u3000]+)\S/ },
  { kind: 'bullet', pattern: /^(?<marker>[•·●▪‣・○◦■□◆])(?<gap>[ \t\u3000]*)\S/ },
  { kind: 'ordered', pattern: /^(?<marker>\d{1,3}[.)])(?<gap>[ \t\u3000]*)[^\s\d.)]/ },
  { kind: 'ordered', pattern: /^(?<marker>\d{1,3}[、．）]|[（(]\d{1,3}[）)]|[①-⑳])(?<gap>[ \t\u3000]*)\S/ },
]

function shapeOf(visible: string): { kind: LineKind; marker: string; gap: number } {
  if (visible === '') return { kind: 'blank', marker: '', gap: 0 }
  if (/^(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$/.test(visible)) return { kind: 'rule', marker: '', gap: 0 }
  const head = visible.slice(0, 40)
  for (const { kind, pattern } of markerShapes) {
    const { marker, gap } = pattern.exec(head)?.groups ?? {}
    if (marker !== undefined && gap !== undefined) return { kind, marker, gap: gap.length }
  }
  return { kind: isLabel(visible) ? 'label' : 'text', marker: '', gap: 0 }
}

const maxLabelLength = 60

function isLabel(visible: string): boolean {
  if (visible.length > maxLabelLength) return false
  const label = visible.trimEnd()
  return (
    /[:：](?:\*\*|__)?$/.test(label) ||
    /^(?:\*{1,3}|__)[^*_\s].*(?:\*|__)$/.test(label) ||
    /^(?:【[^【】]+】|「[^「」]+」|『[^『』]+』|\[[^[\]]+\])$/.test(label) ||
    /^<\/?[\p{L}_][^<>]*>$/u.test(label) ||
    /^[一二三四五六七八九十]{1,3}、/.test(label)
  )
}
