import type { TemplateSyntax } from '@autoopt/dsl'
import { maskSpans } from './mask-spans.ts'
import { protectedSpans } from './protected-spans.ts'

/** `none`: no words outside variables, code and examples. `other`: words in a language that no rule here knows. */
export type Language = 'en' | 'zh' | 'ja' | 'mixed' | 'other' | 'none'

/** A Latin word says about as much as two Chinese characters. */
const charactersPerWord = 2

/**
 * The language a prompt is written in, by the scripts of its own words: variables, code, data, links, tags and examples
 * do not count, quotations do. Chinese and Japanese prompts hold English terms, so half the weight in Han or kana is enough
 * for `zh` or `ja`; with less than 15 % of it Latin text is `en`, and anything between is `mixed`.
 *
 * Latin text counts as English unless it has more function words or accented letters of other languages than English
 * function words: short labels in other Latin languages are taken for English.
 */
export function detectLanguage(text: string, syntax: TemplateSyntax = 'none'): Language {
  const hidden = protectedSpans(text, syntax).filter((span) => span.kind !== 'quote')
  const prose = maskSpans(text, hidden)
  const words = count(prose, /[\p{Script=Latin}][\p{Script=Latin}\p{M}]*/gu)
  const han = count(prose, /\p{Script=Han}/gu)
  const kana = count(prose, /[\u3041-\u30FF]/g)
  const others = count(prose, /[^\P{L}\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu)
  const latin = words * charactersPerWord
  const eastern = han + kana
  if (latin + eastern + others === 0) return 'none'
  if (others > latin + eastern) return 'other'
  const share = eastern / (latin + eastern)
  if (share >= 0.5) return kana >= eastern * 0.15 ? 'ja' : 'zh'
  if (share > 0.15) return 'mixed'
  return looksForeign(prose) ? 'other' : 'en'
}

const englishWords = /\b(?:the|and|of|to|is|are|you|your|with|for|in|on|be|not|if|that|this|from|it|as|or)\b/gi
const foreignWords =
  /\b(?:el|los|las|del|que|una|para|por|con|der|die|das|und|nicht|ein|eine|mit|les|des|une|est|dans|pour|avec|il|che|di|per|não|uma|você)\b|[à-öø-ÿ\u0100-\u024F\u1E00-\u1EFF]|[\u0300-\u036F]/gi

function looksForeign(prose: string): boolean {
  return count(prose, foreignWords) > count(prose, englishWords) * 1.5
}

function count(text: string, pattern: RegExp): number {
  let total = 0
  for (const _ of text.matchAll(pattern)) total += 1
  return total
}
