import type { TemplateSyntax } from '@autoopt/dsl'
import { detectLanguage, type Language } from '../text/detect-language.ts'
import { maskSpans } from '../text/mask-spans.ts'
import { protectedSpans } from '../text/protected-spans.ts'
import type { GateProblem, Proposal, Wording } from './gate.ts'

/** No prompt changes the script that it is mainly written in, and what is added to it is written in that script too. */
export function checkLanguage({ changed }: Proposal): GateProblem[] {
  return changed.flatMap((wording) => {
    const seed = writingOf(wording.component.text, wording.component.syntax)
    const now = writingOf(wording.text, wording.component.syntax)
    const added = wording.added.map(({ text }) => unquoted(text, wording.component.syntax)).join('\n')
    const addition = /\p{L}{4}|(?:\p{L}[^\p{L}]{0,3}){6}/u.test(added) ? writingOf(added, 'none') : undefined
    const strange = [now, addition].find((writing) => writing !== undefined && !agree(seed, writing))
    return strange === undefined ? [] : [problem(wording, seed, strange)]
  })
}

type Writing = 'latin' | 'chinese' | 'japanese' | 'other' | 'mixed' | 'none'

function writingOf(text: string, syntax: TemplateSyntax): Writing {
  const language = detectLanguage(text, syntax)
  return language === 'other' ? otherWriting(text) : writings[language]
}

const writings: Readonly<Record<Exclude<Language, 'other'>, Writing>> = {
  en: 'latin',
  zh: 'chinese',
  ja: 'japanese',
  mixed: 'mixed',
  none: 'none',
}

/** Languages that no lexicon knows: in Latin letters or not. */
function otherWriting(text: string): Writing {
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  return latin * 2 > letters ? 'latin' : 'other'
}

/** Short Japanese may have no kana. A mixed seed may go either way; an addition that is mixed itself is not. */
function agree(seed: Writing, writing: Writing): boolean {
  if (seed === writing || seed === 'none' || seed === 'mixed' || writing === 'none') return true
  return seed === 'japanese' && (writing === 'chinese' || writing === 'mixed')
    ? true
    : seed === 'chinese' && writing === 'mixed'
}

/** Quotations may be in any language. */
function unquoted(text: string, syntax: TemplateSyntax): string {
  return maskSpans(text, protectedSpans(text, syntax))
}

function problem({ component }: Wording, seed: Writing, strange: Writing): GateProblem {
  const message = `The prompt is written in ${names[seed]}, and so must be every rule in it; something is in ${names[strange]}.`
  return { gate: 'language', component: component.id, message }
}

const names: Readonly<Record<Writing, string>> = {
  latin: 'a language with Latin letters',
  chinese: 'Chinese',
  japanese: 'Japanese',
  other: 'another script',
  mixed: 'several languages',
  none: 'no language',
}
