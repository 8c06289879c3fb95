import type { Line } from '../../text/split-lines.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Removes blanks at line ends. Exactly two spaces between two lines of text stay: they are a Markdown line break, which a
 * model may be meant to imitate. Blanks at the end of the text stay where an answer goes on right behind them.
 */
export const trailingBlanks: RewriteRule = {
  name: 'trailing-blanks',
  kind: 'safe',
  improves: ['clarity', 'structure', 'efficiency'],
  fitsJinja2: true,
  find: (draft) => draft.lines.flatMap((line, index) => trim(draft, line, draft.lines[index + 1])),
}

function trim(draft: PromptDraft, line: Line, next: Line | undefined): Edit[] {
  const blanks = { start: line.start + visibleLength(line.text), end: line.end }
  if (blanks.start === blanks.end || blanks.end > draft.end) return []
  if (isLineBreak(line, next) || draft.touches(blanks)) return []
  return [{ ...blanks, replacement: '', note: 'Removes blanks at the end of a line.' }]
}

function visibleLength(text: string): number {
  let length = text.length
  while (length > 0 && /[ \t\u3000]/.test(text[length - 1] ?? '')) length -= 1
  return length
}

function isLineBreak(line: Line, next: Line | undefined): boolean {
  return /\S {2}$/.test(line.text) && next !== undefined && next.kind !== 'blank'
}
