import { maskSpans } from '../text/mask-spans.ts'
import { templateSpans } from '../text/template-spans.ts'
import { lexicons } from './lexicon/lexicons.ts'

/** The text with template syntax hidden, offsets kept. */
export function hideTemplates(text: string): string {
  return maskSpans(text, templateSpans(text, 'jinja2'))
}

/** Whether a text says anything beside its template syntax: at least two letters. */
export function hasOwnText(text: string): boolean {
  return countLetters(hideTemplates(text), 2) === 2
}

/** Letters that a line may hold beside what it passes on and still be a label. */
const labelLetters = 24

/** Whether wording only labels what it passes on: short lines, none of which says what to do. */
export function onlyLabels(wording: string): boolean {
  if (lexicons.some((lexicon) => wording.search(lexicon.task) !== -1)) return false
  return wording.split('\n').every((line) => countLetters(line, labelLetters + 1) <= labelLetters)
}

/** Letters of any script in UTF-16 units, counted up to `limit`. */
export function countLetters(text: string, limit = Infinity): number {
  let seen = 0
  for (const [run] of text.matchAll(/\p{L}+/gu)) {
    seen += run.length
    if (seen >= limit) return limit
  }
  return seen
}
