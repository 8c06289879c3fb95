import type { Language } from '../text/detect-language.ts'
import { openFence } from '../text/code-spans.ts'
import type { Line } from '../text/split-lines.ts'
import type { PromptDraft } from './prompt-draft.ts'
import type { Edit } from './rewrite-rule.ts'

/** A text in each language that rules can write. */
export type Wording = Readonly<Record<'en' | 'zh' | 'ja', string>>

/** The language in which a rule may add text to a draft; `undefined` when the prompt is in none of them. */
export function writtenLanguage(language: Language): keyof Wording | undefined {
  return language === 'en' || language === 'zh' || language === 'ja' ? language : undefined
}

/**
 * Adds a section where instructions end: at the end of the text, but before the input when the text closes with variables
 * and their labels (rules are followed better before data than hidden behind it, grade B). No edit where that place lies
 * in protected text or right behind an example, which would seem to go on.
 */
export function insertSection(draft: PromptDraft, section: { title: string; body: string; note: string }): Edit[] {
  const block = `${heading(draft, section.title)}\n${section.body}`
  const inputStart = closingInput(draft)
  const at = inputStart ?? draft.text.trimEnd().length
  const isInside = draft.spans.some(
    ({ start, end, kind }) => start < at && (at < end || (at === end && kind === 'example')),
  )
  if (isInside || openFence(draft.text)) return []
  const replacement = inputStart === undefined ? `\n\n${block}` : `${block}\n\n`
  return [{ start: at, end: at, replacement, note: section.note }]
}

/** The title in the style of the prompt's own headings. */
function heading({ lines, language }: PromptDraft, title: string): string {
  const first = lines.find((line) => line.kind === 'heading' || /^\s*【[^【】]+】\s*$/.test(line.text))
  if (first?.kind === 'heading') {
    const levels = lines.filter((line) => line.kind === 'heading').map((line) => line.marker.length)
    const level = levels.length === 1 ? levels[0] : Math.min(...levels.slice(1))
    return `${'#'.repeat(level ?? 1)} ${title}`
  }
  if (first) return `【${title}】`
  return language === 'en' ? `${title}:` : `${title}：`
}

const maxWordsOfLabel = 40

/** Where the last lines begin that only hand over variables: labels, tags, headings and the variables themselves. */
export function closingInput(draft: PromptDraft): number | undefined {
  let start: number | undefined
  let readsVariable = false
  for (const line of draft.lines.toReversed()) {
    if (line.kind === 'blank') continue
    const reads = draft.reads(line)
    if (reads && ownLength(draft, line) > maxWordsOfLabel) break
    if (!reads && !handsOver(line)) break
    readsVariable ||= reads
    start = line.start
  }
  return readsVariable || endsInLabel(draft) ? start : undefined
}

function handsOver(line: Line): boolean {
  return line.kind === 'heading' || line.kind === 'label' || /[:：]\s*$/.test(line.text)
}

function endsInLabel({ text }: PromptDraft): boolean {
  return /[:：]\s*$/.test(text.slice(-40))
}

function ownLength(draft: PromptDraft, line: Line): number {
  return draft.masked.slice(line.start, line.end).replace(/[^\p{L}]/gu, '').length
}
