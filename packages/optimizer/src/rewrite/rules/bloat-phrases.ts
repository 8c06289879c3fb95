import { dropOverlaps } from '../apply-edits.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Puts short forms in the place of long ones that say the same. Tokens saved are certain, an effect on answers is not
 * (grade C), so it is evaluated. Only phrases whose short form fits every sentence; no word is dropped for being vague.
 * Not in languages unknown here.
 */
export const bloatPhrases: RewriteRule = {
  name: 'bloat-phrases',
  kind: 'guarded',
  improves: ['efficiency'],
  fitsJinja2: false,
  find(draft) {
    if (draft.language === 'other') return []
    return dropOverlaps(phrases.flatMap(([pattern, short]) => shortened(draft, pattern, short)))
  },
}

/** A short form of nothing gives its capital to the next word. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [/\bin order to\b/gi, 'to'],
  [/\bdue to the fact that\b/gi, 'because'],
  [/\bin the event that\b/gi, 'if'],
  [/\bfor the purpose of(?= \w+ing\b)/gi, 'for'],
  [/\bat this point in time\b/gi, 'now'],
  [/\bplease kindly\b/gi, 'please'],
  [/\bkindly please\b/gi, 'please'],
  [/(?<=^|[.!?\n] ?)(?:It is|It's) (?:important to note|worth noting) that /g, ''],
  [/请您务必/g, '请务必'],
  [/(?<=^|[。！？；\n])(?:需要|值得)注意的是[，,：:]/g, '注意：'],
  [/(?<=^|[。！？；\n])总而言之[，,]/g, '总之，'],
  [/(?<=^|[。！？；\n])与此同时[，,]/g, '同时，'],
]

function shortened(draft: PromptDraft, pattern: RegExp, short: string): Edit[] {
  return Array.from(draft.masked.matchAll(pattern), (match) => edit(draft, match.index, match[0], short))
}

function edit({ text }: PromptDraft, start: number, phrase: string, short: string): Edit {
  const isCapital = /^[A-Z]/.test(phrase)
  const next = short === '' && isCapital ? (text[start + phrase.length] ?? '') : ''
  const replacement = isCapital && short !== '' ? short[0]!.toUpperCase() + short.slice(1) : short + next.toUpperCase()
  const note = short === '' ? 'Leaves out a phrase that adds nothing.' : 'A short form that says the same.'
  return { start, end: start + phrase.length + next.length, replacement, note }
}
