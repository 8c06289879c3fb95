import type { Draft } from '../draft.ts'
import type { Rule } from '../rule.ts'
import { caseText, messageInput, twoMessages, withEffects, type AppDraft } from './app-draft.ts'

export interface WriteAppOptions {
  /** Whether the language of the letter is one of its rules. */
  readonly hasLanguageRule?: boolean
}

/** One node that writes under more constraints than it can keep in mind, with manners in the way from the start. */
export function writeApp(draft: Draft, { hasLanguageRule = false }: WriteAppOptions = {}): AppDraft {
  const { say, rule, word, language } = draft
  const about = draft.features.slice(0, 5).map(({ id }) => id)
  const bans = Array.from({ length: 4 }, () => rule({ kind: 'include', value: word(), polarity: -1 }))
  const first = rule({ kind: 'include', value: word() })
  const rules: Rule[] = [
    first,
    ...Array.from({ length: 4 }, (_, index) =>
      rule({ kind: 'include', value: word(), ...(index === 0 ? { partner: first.id } : {}) }),
    ),
    ...bans.map(oftenKept),
    rule({ kind: 'open', value: word() }),
    rule({ kind: 'close', value: word() }),
    ...about.map((feature) => rule({ kind: 'include', value: word(), features: [feature] })),
    ...(hasLanguageRule ? [rule({ kind: 'language', value: language, wrong: '', weight: 3 })] : []),
  ]
  const node = withEffects(draft, {
    id: 'write',
    title: say('Write', '写信'),
    form: 'text',
    prompts: twoMessages(
      [
        say('You write replies to customers of a household repair service.', '你负责给家电维修服务的顾客写回信。'),
        say('Keep the customer in mind.', '请替顾客着想。'),
        say('Use what the message says.', '请利用来信的内容。'),
        say('Avoid repeating yourself.', '请勿重复。'),
      ],
      messageInput(draft),
    ),
    rules,
  })
  return {
    nodes: [node],
    labels: [],
    routes: [],
    makeCase: (index) => {
      const features = draft.caseRandom(index).sample(about, 2)
      const ref = draft.refOf(index)
      const text = caseText(draft, ref, draft.describe(features, index))
      return { ref, text, features: new Set(features), route: undefined, fields: {} }
    },
  }
}

/** Unwanted words are written seldom enough by themselves. */
function oftenKept(ban: Rule): Rule {
  return { ...ban, base: 1 - (1 - ban.base) / 2 }
}
