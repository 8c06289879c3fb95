/**
 * Deletes the second of two equal bullets or sentences, and only where both stand in the same breath:
 * - bullets of one list without a blank line, a heading, a label or a parent item between them, and without children;
 * - whole sentences of one paragraph, of five words or eight characters at least, with no `if`, `then`, `otherwise`
 *   between them.
 * Never one that holds a number, a variable, a quotation or other protected text, or a slot to fill in such as `[name]`;
 * numbered items are steps and stay.
 * A repetition further away stays too: a rule told again after long data is remembered better (grade B, primacy and
 * recency of instructions).
 */
import type { Line } from '../../text/split-lines.ts'
import { splitSentences } from '../../text/split-sentences.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

export const duplicateSentences: RewriteRule = {
  name: 'duplicate-sentences',
  kind: 'safe',
  improves: ['efficiency', 'clarity'],
  fitsJinja2: false,
  find: (draft) => [...duplicateBullets(draft), ...duplicatesInParagraphs(draft)],
}

const note = 'The same was said just before; one telling is enough.'

function duplicateBullets(draft: PromptDraft): Edit[] {
  const edits: Edit[] = []
  const seen = new Map<number, Set<string>>()
  for (const [index, line] of draft.lines.entries()) {
    if (line.kind !== 'bullet') {
      seen.clear()
      continue
    }
    for (const indent of seen.keys()) if (indent > line.indent) seen.delete(indent)
    const siblings = seen.get(line.indent) ?? new Set()
    seen.set(line.indent, siblings)
    const content = draft.text.slice(line.contentStart, line.end).trimEnd()
    if (hasChildren(draft.lines, index) || !isSubstantial(content) || !isPlain(draft, line)) continue
    if (siblings.has(content)) edits.push({ ...wholeLine(line), replacement: '', note })
    siblings.add(content)
  }
  return edits
}

function hasChildren(lines: readonly Line[], index: number): boolean {
  const [line, next] = [lines[index], lines[index + 1]]
  return line !== undefined && next !== undefined && next.kind !== 'blank' && next.indent > line.indent
}

function isSubstantial(content: string): boolean {
  return /\p{L}{2,}[\s\S]*\s\p{L}{2,}/u.test(content) || /[\p{Script=Han}\u3041-\u30FF]{4}/u.test(content)
}

function isPlain(draft: PromptDraft, { start, end }: { start: number; end: number }): boolean {
  return !draft.touches({ start, end }) && !/\p{N}|[[\]【】<>{}_…]|\.\.\.|x{2,}/iu.test(draft.text.slice(start, end))
}

/** A line with the line end before it, so that the last line of a text needs no special case. */
function wholeLine(line: Line): { start: number; end: number } {
  return { start: line.start, end: line.next }
}

interface Said {
  readonly end: number
}

function duplicatesInParagraphs(draft: PromptDraft): Edit[] {
  const edits: Edit[] = []
  const seen = new Map<string, Said>()
  let previous: Line | undefined
  for (const sentence of splitSentences(draft.text, draft.spans)) {
    const { line, start, end, text } = sentence
    const continues =
      line === previous || (line.kind === 'text' && previous?.kind === 'text' && line.start === previous.next)
    if (!continues) seen.clear()
    previous = line
    if ((line.kind !== 'text' && line.kind !== 'bullet') || !isWholeSentence(text) || !isPlain(draft, sentence))
      continue
    const first = seen.get(text)
    if (first && !connects(draft.text.slice(first.end, start)))
      edits.push({ ...withBlanks(draft, line, sentence), replacement: '', note })
    else seen.set(text, { end })
  }
  return edits
}

function isWholeSentence(text: string): boolean {
  if (!/[.!?。！？]$/.test(text)) return false
  return (text.match(/\p{L}+/gu)?.length ?? 0) >= 5 || (text.match(/[\p{Script=Han}\u3041-\u30FF]/gu)?.length ?? 0) >= 8
}

function connects(between: string): boolean {
  return /\b(?:if|then|else|otherwise|when|unless|until|first|next|finally|after|before|case|again)\b|如果|若|则|否则|当|然后|首先|其次|最后|再|之后|情况|場合|もし|次に|再び/iu.test(
    between,
  )
}

function withBlanks({ text }: PromptDraft, line: Line, { start, end }: { start: number; end: number }) {
  const opensLine = text.slice(line.start, start).trim() === ''
  if (opensLine && text.slice(end, line.end).trim() === '') return { start: line.start, end: line.next }
  if (opensLine) return { start, end: end + /^[ \t]*/.exec(text.slice(end, line.end))![0].length }
  return { start: line.contentStart + text.slice(line.contentStart, start).trimEnd().length, end }
}
