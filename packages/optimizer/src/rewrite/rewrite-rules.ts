import type { RewriteRule } from './rewrite-rule.ts'
import { blankLines } from './rules/blank-lines.ts'
import { bulletGlyphs } from './rules/bullet-glyphs.ts'
import { duplicateSentences } from './rules/duplicate-sentences.ts'
import { headingLevels } from './rules/heading-levels.ts'
import { invisibleCharacters } from './rules/invisible-characters.ts'
import { lineEnds } from './rules/line-ends.ts'
import { listNumbers } from './rules/list-numbers.ts'
import { mixedQuotes } from './rules/mixed-quotes.ts'
import { trailingBlanks } from './rules/trailing-blanks.ts'
import { unclosedFence, unclosedTag } from './rules/unclosed-markup.ts'

/** Every rewrite rule, in the order in which they run: characters first, then lines, then sentences, then sections. */
export const rewriteRules: readonly RewriteRule[] = [
  lineEnds,
  invisibleCharacters,
  trailingBlanks,
  blankLines,
  unclosedFence,
  unclosedTag,
  mixedQuotes,
  bulletGlyphs,
  listNumbers,
  headingLevels,
  duplicateSentences,
]
