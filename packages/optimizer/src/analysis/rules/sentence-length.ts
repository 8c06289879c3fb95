import { countWords } from '../../text/count-words.ts'
import type { TextSpan } from '../finding.ts'
import type { PromptView } from '../prompt-view.ts'
import type { Rule } from '../rule.ts'

/** Upper bounds of the 90th percentile, in words; a CJK character counts as `cjkWords`. */
const steps = [
  { words: 70, cost: 30 },
  { words: 50, cost: 20 },
  { words: 35, cost: 10 },
] as const
/** 80 Chinese characters read like 35 English words. */
const cjkWords = 35 / 80
const maxListCommas = 5
const maxFormulaSigns = 3

/** Sentences so long that their parts are hard to keep apart. Sentences that list things are left out. */
export const longSentence: Rule = {
  name: 'long-sentence',
  dimension: 'clarity',
  evidence: 'C',
  reason: 'Rules packed into one sentence are overlooked more easily than rules that stand alone.',
  maxCost: 30,
  check(view) {
    if (!view.isInstruction) return []
    const measured = view.sentences
      .map((span) => ({ span, words: wordsOf(view, span) }))
      .toSorted((a, b) => b.words - a.words)
    const [longest] = measured
    const tenth = measured[Math.floor(measured.length / 10)]
    const step = steps.find(({ words }) => (tenth?.words ?? 0) > words)
    if (longest === undefined || step === undefined) return []
    return [
      {
        severity: 'warning',
        message: `The longest sentence runs on for about ${Math.round(longest.words)} words.`,
        fix: 'Split long sentences, one rule in each.',
        span: longest.span,
        cost: step.cost,
      },
    ]
  },
}

const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu

function wordsOf(view: PromptView, { start, end }: TextSpan): number {
  const sentence = view.wording.slice(start, end)
  if ((sentence.match(/[、,，/|]/g)?.length ?? 0) > maxListCommas && isList(sentence)) return 0
  if ((sentence.match(/[=\\{}^_+]/g)?.length ?? 0) > maxFormulaSigns) return 0
  const characters = sentence.match(cjk)?.length ?? 0
  return countWords(sentence) + characters * cjkWords
}

/** Items of a list are short. */
function isList(sentence: string): boolean {
  const items = sentence.split(/[、,，/|]/)
  return sentence.length / items.length < 20
}
