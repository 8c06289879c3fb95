import type { RewriteRule } from './rewrite-rule.ts'
import { blankLines } from './rules/blank-lines.ts'
import { bloatPhrases } from './rules/bloat-phrases.ts'
import { bulletGlyphs } from './rules/bullet-glyphs.ts'
import { duplicateSentences } from './rules/duplicate-sentences.ts'
import { fallbackRule } from './rules/fallback-rule.ts'
import { formatSectionLast } from './rules/format-section-last.ts'
import { headingLevels } from './rules/heading-levels.ts'
import { invisibleCharacters } from './rules/invisible-characters.ts'
import { lineEnds } from './rules/line-ends.ts'
import { listNumbers } from './rules/list-numbers.ts'
import { mixedQuotes } from './rules/mixed-quotes.ts'
import { outputFormatSection } from './rules/output-format-section.ts'
import { reasoningFirst } from './rules/reasoning-first.ts'
import { ruleRuns } from './rules/rule-runs.ts'
import { trailingBlanks } from './rules/trailing-blanks.ts'
import { unclosedFence, unclosedTag } from './rules/unclosed-markup.ts'
import { wallOfText } from './rules/wall-of-text.ts'
import { wrapVariable } from './rules/wrap-variable.ts'

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
  bloatPhrases,
  ruleRuns,
  wallOfText,
  wrapVariable,
  reasoningFirst,
  formatSectionLast,
  outputFormatSection,
  fallbackRule,
]
