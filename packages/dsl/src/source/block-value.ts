/**
 * Reads a block scalar as PyYAML's scanner does (`scan_block_scalar`), from its header on. `yaml` reads three ends of
 * blocks differently: blanks after a block with an indentation digit, blanks that end the file, and a file that ends
 * without a line break.
 * @param start offset of the `|` or `>`.
 * @param parentIndent column of the collection that holds the block; -1 at the root.
 */
export function blockValue(text: string, start: number, parentIndent: number): string {
  const header = /[|>][-+\d]*/y
  header.lastIndex = start
  const marks = header.exec(text)?.[0] ?? ''
  const bodyStart = text.indexOf('\n', start) + 1
  if (bodyStart === 0) return ''
  const digit = /\d/.exec(marks)?.[0]
  const least = Math.max(1, parentIndent + 1)
  const indent = digit === undefined ? Math.max(least, firstIndent(text, bodyStart)) : least + Number(digit) - 1
  const { lines, breaks } = readLines(text, bodyStart, indent)
  return assemble(lines, marks.startsWith('>')) + ending(marks, lines.at(-1), breaks)
}

interface BlockLine {
  /** Empty lines before this one. */
  readonly breaks: number
  readonly content: string
  readonly hasBreak: boolean
}

/** The widest of the blank lines and the first line with content. */
function firstIndent(text: string, bodyStart: number): number {
  let widest = 0
  let lineStart = bodyStart
  for (let at = bodyStart; at < text.length; at += 1) {
    if (text[at] === '\n') lineStart = at + 1
    else if (text[at] === ' ') widest = Math.max(widest, at + 1 - lineStart)
    else if (text[at] !== '\r') break
  }
  return widest
}

/** Lines at the block's indentation; `breaks` counts the empty lines after the last. */
function readLines(text: string, bodyStart: number, indent: number): { lines: BlockLine[]; breaks: number } {
  const lines: BlockLine[] = []
  let breaks = 0
  for (let at = bodyStart; at < text.length;) {
    const newline = text.indexOf('\n', at)
    const lineEnd = newline === -1 ? text.length : newline
    const contentEnd = text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd
    const content = skipBlanks(text, at, Math.min(at + indent, contentEnd))
    if (content < contentEnd) {
      if (content < at + indent) break
      lines.push({ breaks, content: text.slice(content, contentEnd), hasBreak: newline !== -1 })
      breaks = 0
    } else if (newline !== -1) breaks += 1
    at = lineEnd + 1
  }
  return { lines, breaks }
}

function skipBlanks(text: string, from: number, to: number): number {
  let at = from
  while (at < to && text[at] === ' ') at += 1
  return at
}

function assemble(lines: readonly BlockLine[], isFolded: boolean): string {
  let value = ''
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    if (before !== undefined) {
      const folds = isFolded && !/^[ \t]/.test(before.content) && !/^[ \t]/.test(line.content)
      if (!folds) value += '\n'
      else if (line.breaks === 0) value += ' '
    }
    value += '\n'.repeat(line.breaks) + line.content
  }
  return value
}

function ending(marks: string, last: BlockLine | undefined, breaks: number): string {
  if (marks.includes('-')) return ''
  const own = last?.hasBreak === true ? '\n' : ''
  return marks.includes('+') ? own + '\n'.repeat(breaks) : own
}
