import type { TextSpan } from '../finding.ts'
import type { Lexicon, LexiconLanguage } from '../lexicon/lexicon.ts'
import type { Rule } from '../rule.ts'

const names = { en: 'English', zh: 'Chinese', ja: 'Japanese' }

/** The prompt is written in one language and asks for another. */
export const answerLanguageDiffers: Rule = {
  name: 'answer-language-differs',
  dimension: 'graph',
  evidence: 'C',
  reason: 'Models tend to slip into the language of the prompt, most of all in long answers.',
  maxCost: 0,
  check(view) {
    const own = view.language
    if (!view.isInstruction || !isKnown(own) || view.says('translation') === true) return []
    const requests = view.lexicons.flatMap((lexicon) => requestsOf(lexicon, view.wording))
    const [first] = requests
    if (first === undefined || requests.some(({ asked }) => asked === own)) return []
    return [
      {
        severity: 'info',
        message: `The prompt is written in ${names[own]} and asks for ${names[first.asked]}.`,
        fix: 'Check on real cases that answers keep to the language asked for.',
        span: { start: first.start, end: first.end },
        cost: 0,
      },
    ]
  },
}

function isKnown(language: string): language is LexiconLanguage {
  return language in names
}

interface Request extends TextSpan {
  readonly asked: LexiconLanguage
}

function requestsOf({ answerLanguage, languageNames }: Lexicon, wording: string): Request[] {
  return Array.from(wording.matchAll(answerLanguage)).flatMap((match) => {
    const asked = languageNames[match[1]?.toLowerCase() ?? '']
    return asked === undefined ? [] : [{ asked, start: match.index, end: match.index + match[0].length }]
  })
}
