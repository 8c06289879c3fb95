import { maskCharacter } from '../../text/mask-spans.ts'
import type { Line } from '../../text/split-lines.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'

/**
 * Gives a quotation a matching pair of marks where its line has exactly two double marks that do not fit each other
 * (`“yes"`, `”是”`) around a word or a few: straight ones in English, curly ones elsewhere. The
 * quoted text stays. Not in languages unknown here: some of them quote „so“ or ”so”.
 */
export const mixedQuotes: RewriteRule = {
  name: 'mixed-quotes',
  kind: 'safe',
  improves: ['clarity', 'structure'],
  fitsJinja2: false,
  find: (draft) => draft.lines.flatMap((line) => pairing(draft, line)),
}

const maxQuotedLength = 100

function pairing(draft: PromptDraft, line: Line): Edit[] {
  if (draft.language === 'other') return []
  const visible = draft.masked.slice(line.start, line.end)
  const marks = Array.from(visible.matchAll(/["“”＂]/g))
  const [opening, closing] = marks
  if (marks.length !== 2 || !opening || !closing || opening[0] + closing[0] === '“”') return []
  const quoted = visible.slice(opening.index + 1, closing.index)
  const isQuotation = quoted !== '' && quoted.length <= maxQuotedLength && quoted.trim() === quoted
  if (!isQuotation || quoted.includes(maskCharacter) || /[，。！？；：,;:!?]/.test(quoted)) return []
  const [before, after] = [visible[opening.index - 1] ?? ' ', visible[closing.index + 1] ?? ' ']
  if (/[A-Za-z\d]/.test(before) || /[A-Za-z\d]/.test(after)) return []
  const [left, right] = draft.language === 'en' ? ['"', '"'] : ['“', '”']
  return [
    { at: opening.index, mark: opening[0], replacement: left },
    { at: closing.index, mark: closing[0], replacement: right },
  ]
    .filter(({ mark, replacement }) => mark !== replacement)
    .map(({ at, replacement }) => ({
      start: line.start + at,
      end: line.start + at + 1,
      replacement,
      note: 'Makes the two quotation marks a pair.',
    }))
}
