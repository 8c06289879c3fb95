/**
 * Deletes the second of two equal bullets or sentences, and only where both stand in the same breath:
 * - bullets of one list and one marker (`+` and `-` may weigh against each other), with no blank line, heading, label or
 *   parent item between them, and without children;
 * - whole sentences of one paragraph, of five words or eight characters at least, with no `if`, `then`, `otherwise`
 *   between them, and in no language unknown here, whose words for those are unknown too.
 * Never one that holds a number, a variable, a quotation or other protected text, or a slot to fill in such as `[name]`;
 * numbered items are steps and stay.
 * A repetition further away stays too: a rule told again after long data is remembered better (grade B, primacy and
 * recency of instructions).
 */
import type { TextSpan } from '../../analysis/finding.ts'
import { type Line, splitLines } from '../../text/split-lines.ts'
import { type Sentence, splitSentences } from '../../text/split-sentences.ts'
import { dropOverlaps } from '../apply-edits.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

export const duplicateSentences: RewriteRule = {
  name: 'duplicate-sentences',
  kind: 'safe',
  improves: ['efficiency', 'clarity'],
  fitsJinja2: false,
  find: (draft) => dropOverlaps([...duplicateBullets(draft), ...duplicatesInParagraphs(draft)]),
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
    const item = `${line.marker} ${content}`
    if (siblings.has(item)) edits.push({ ...wholeLine(draft, line), replacement: '', note })
    siblings.add(item)
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

function isPlain(draft: PromptDraft, { start, end }: TextSpan): boolean {
  return !draft.touches({ start, end }) && !/\p{N}|[[\]【】<>{}_…]|\.\.\.|x{2,}/iu.test(draft.text.slice(start, end))
}

/** The line with the line end before it: a duplicate is never the first line. */
function wholeLine({ text }: PromptDraft, line: Line): TextSpan {
  const lineEnd = text.slice(Math.max(0, line.start - 2), line.start) === '\r\n' ? 2 : 1
  return { start: line.start - lineEnd, end: line.end }
}

function duplicatesInParagraphs(draft: PromptDraft): Edit[] {
  if (draft.language === 'other') return []
  const edits: Edit[] = []
  let paragraph = new Paragraph(draft)
  let previous: Line | undefined
  for (const sentences of byLine(splitSentences(draft.text, draft.spans))) {
    const { line } = sentences[0]
    const goesOn = line.kind === 'text' && previous?.kind === 'text' && line.start === previous.next
    if (!goesOn) paragraph = new Paragraph(draft)
    previous = line
    if (line.kind !== 'text' && line.kind !== 'bullet') continue
    const isDuplicate = sentences.map((sentence) => !paragraph.keeps(sentence))
    edits.push(...deletions(draft, sentences, isDuplicate))
  }
  return edits
}

/** What a paragraph has told so far, without what is deleted. */
class Paragraph {
  readonly #draft: PromptDraft
  readonly #told = new Map<string, number>()
  #length = 0
  /** The number of the last sentence that ties others together. */
  #tie = -1

  constructor(draft: PromptDraft) {
    this.#draft = draft
  }

  /** Takes a sentence in, or says that it was told before and that nothing since made it mean something else. */
  keeps(sentence: Sentence): boolean {
    if (isWholeSentence(sentence.text) && isPlain(this.#draft, sentence)) {
      const before = this.#told.get(sentence.text)
      if (before !== undefined && before >= this.#tie) return false
      this.#told.set(sentence.text, this.#length)
    }
    if (ties(sentence.text)) this.#tie = this.#length
    this.#length += 1
    return true
  }
}

type OneLine = readonly [Sentence, ...Sentence[]]

function byLine(sentences: readonly Sentence[]): OneLine[] {
  const lines: [Sentence, ...Sentence[]][] = []
  for (const sentence of sentences) {
    const last = lines.at(-1)
    if (last?.[0].line === sentence.line) last.push(sentence)
    else lines.push([sentence])
  }
  return lines
}

/** One edit for each run of duplicates: with the blanks before it at the line's end, else with those behind it. */
function deletions(draft: PromptDraft, sentences: OneLine, isDuplicate: readonly boolean[]): Edit[] {
  if (isDuplicate.every(Boolean)) return [{ ...wholeLine(draft, sentences[0].line), replacement: '', note }]
  const edits: Edit[] = []
  for (let first = 0; first < sentences.length; first += 1) {
    if (!isDuplicate[first]) continue
    let next = first
    while (isDuplicate[next]) next += 1
    const kept = sentences[next]
    const start = kept ? sentences[first]?.start : sentences[first - 1]?.end
    const end = kept ? kept.start : sentences.at(-1)?.end
    const staysText = first > 0 || splitLines(kept?.text ?? '')[0]?.kind === 'text'
    if (start !== undefined && end !== undefined && staysText) edits.push({ start, end, replacement: '', note })
    first = next
  }
  return edits
}

function isWholeSentence(text: string): boolean {
  if (!/[.!?。！？]$/.test(text)) return false
  return (text.match(/\p{L}+/gu)?.length ?? 0) >= 5 || (text.match(/[\p{Script=Han}\u3041-\u30FF]/gu)?.length ?? 0) >= 8
}

function ties(sentence: string): boolean {
  return /\b(?:if|then|else|otherwise|when|unless|until|first|next|finally|after|before|case|again)\b|如果|若|(?<![规准原法])则|否则|(?<![担相适])当|然后|首先|其次|最后|再|之后|情况|場合|もし|次に|再び/iu.test(
    sentence,
  )
}
