import { estimateTokens } from '../../text/estimate-tokens.ts'
import type { Line } from '../../text/split-lines.ts'
import { findTags } from '../tag-pairs.ts'
import type { Rule } from '../rule.ts'

/** In tokens of own wording. */
const longPrompt = 150
const minSentences = 5
const minMarkedLines = 2
/** Shorter lines already set their sentences apart. */
const minTokensPerLine = 20

/** A long prompt without headings, tags, lists or labels. */
export const missingSections: Rule = {
  name: 'missing-sections',
  dimension: 'structure',
  evidence: 'C',
  reason: 'In a wall of text a rule is easily overlooked, by models and by the people who maintain it.',
  maxCost: 40,
  check(view) {
    if (!view.isInstruction || view.sentences.length < minSentences) return []
    const tokens = estimateTokens(view.wording.replaceAll(/\uE000+/g, ' '))
    const marked = view.lines.filter(isMarked).length + view.lines.filter((line) => line.kind === 'heading').length
    const lines = view.lines.filter((line) => line.kind !== 'blank').length
    if (
      tokens <= longPrompt ||
      tokens < minTokensPerLine * lines ||
      marked >= minMarkedLines ||
      findTags(view.text).length >= minMarkedLines
    )
      return []
    return [
      {
        severity: 'warning',
        message: `About ${tokens} tokens of instructions stand without headings, lists or tags.`,
        fix: 'Split the text into sections with headings or tags: task, rules, output format, input.',
        span: null,
        cost: 40,
      },
    ]
  },
}

/** `Rules: be brief` and `要求：…` mark a section as well as a label on a line of its own. */
const inlineLabel =
  /^(?:\*\*)?(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2,10}|\p{Lu}[\p{L}\p{M}\p{N}_-]*(?: [\p{L}\p{M}\p{N}_-]+){0,3})(?:\*\*)?[:：]/u

function isMarked(line: Line): boolean {
  if (line.kind === 'heading' || line.kind === 'bullet' || line.kind === 'ordered' || line.kind === 'label') return true
  return (
    inlineLabel.test(line.text.slice(line.indent, line.indent + 80)) ||
    /^[（(]?[一二三四五六七八九十]{1,3}[、）)]/.test(line.text.slice(line.indent, line.indent + 8))
  )
}
