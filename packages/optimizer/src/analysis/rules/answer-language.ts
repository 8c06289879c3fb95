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
    if (!view.isInstruction || (own !== 'en' && own !== 'zh' && own !== 'ja') || view.says('translation') === true)
      return []
    return view.lexicons
      .flatMap(({ answerLanguage, languageNames }) =>
        Array.from(view.wording.matchAll(answerLanguage)).flatMap((match) => {
          const asked = languageNames[match[1]?.toLowerCase() ?? '']
          if (asked === undefined || asked === own) return []
          return [
            {
              severity: 'info' as const,
              message: `The prompt is written in ${names[own]} and asks for ${names[asked]}.`,
              fix: 'Check on real cases that answers keep to the language asked for.',
              span: { start: match.index, end: match.index + match[0].length },
              cost: 0,
            },
          ]
        }),
      )
      .slice(0, 1)
  },
}
