import type { Language } from '../../text/detect-language.ts'
import { english } from './en.ts'
import { japanese } from './ja.ts'
import type { Lexicon } from './lexicon.ts'
import { chinese } from './zh.ts'

/** Every language whose wording the rules know. */
export const lexicons: readonly Lexicon[] = [english, chinese, japanese]

const kana = /[\u3041-\u30FA]/

/** The lexicons that may judge a text: prompts in Chinese and Japanese hold English terms and sentences. */
export function lexiconsFor(language: Language, text: string): readonly Lexicon[] {
  if (language === 'other' || language === 'none') return []
  if (language === 'en') return [english]
  const isJapanese = language === 'ja' || (language === 'mixed' && kana.test(text))
  return [isJapanese ? japanese : chinese, english]
}
