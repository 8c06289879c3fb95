import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Removes byte order marks, zero-width spaces and word joiners, and makes no-break spaces plain ones. Joiners that build
 * emoji or Indic letters stay. What stands between two ASCII characters stays too: it may keep two numbers, two words
 * or two braces apart on purpose; and so does what keeps a quotation mark or a fence from opening.
 */
export const invisibleCharacters: RewriteRule = {
  name: 'invisible-characters',
  kind: 'safe',
  improves: ['clarity', 'structure', 'efficiency'],
  fitsJinja2: true,
  find: (draft) => [...zeroWidth(draft), ...noBreakSpaces(draft)],
}

function zeroWidth(draft: PromptDraft): Edit[] {
  return Array.from(draft.text.matchAll(/[\u200B\u2060\uFEFF]+/g), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    replacement: '',
    note: 'Removes characters that nobody sees and that split words for a tokenizer.',
  })).filter((edit) => !draft.touches(edit) && !separates(draft, edit))
}

function separates(draft: PromptDraft, { start, end }: Edit): boolean {
  const [before, after] = [draft.text[start - 1] ?? '', draft.text[end] ?? '']
  if (/[`~'"“”‘’<]/.test(before + after)) return true
  return /[!-~]/.test(before) && /[!-~]/.test(after)
}

function noBreakSpaces(draft: PromptDraft): Edit[] {
  return Array.from(draft.text.matchAll(/[\u00A0\u202F]+/g), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    replacement: ' '.repeat(match[0].length),
    note: 'Plain spaces instead of no-break spaces, which tokenizers treat as rare characters.',
  })).filter((edit) => !draft.touches(edit))
}
