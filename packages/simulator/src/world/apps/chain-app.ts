import type { Draft } from '../draft.ts'
import type { Rule } from '../rule.ts'
import { caseText, messageInput, twoMessages, withEffects, type AppDraft } from './app-draft.ts'

/** Rewrite, retrieve, answer: a fact reaches the answer only when all three nodes did their part. */
export function chainApp(draft: Draft): AppDraft {
  const { say, rule, word } = draft
  const about = draft.features.slice(0, 5).map(({ id }) => id)
  const step = (earlier: readonly Rule[] | undefined, weight: number): Rule[] =>
    about.map((feature, index) => {
      const needs = earlier?.[index]?.value
      return rule({
        kind: 'include',
        value: word(),
        features: [feature],
        weight,
        ...(needs === undefined ? {} : { needs }),
      })
    })
  const terms = step(undefined, 1)
  const passages = step(terms, 1)
  const facts = step(passages, 2)
  const nodes = [
    withEffects(draft, {
      id: 'rewrite',
      title: say('Rewrite', '改写'),
      form: 'list',
      listName: say('terms', '检索词'),
      prompts: twoMessages(
        [
          say(
            'You rewrite a customer message into search terms for the handbook.',
            '你负责把顾客来信改写成手册的检索词。',
          ),
        ],
        messageInput(draft),
      ),
      rules: terms,
    }),
    withEffects(draft, {
      id: 'retrieve',
      title: say('Retrieve', '检索'),
      form: 'list',
      listName: say('passages', '段落'),
      prompts: twoMessages(
        [say('You retrieve the relevant passages of the repair manual.', '你负责找出维修资料里的相关段落。')],
        [...messageInput(draft), say('Search:', '检索：'), '{{#rewrite.text#}}'],
      ),
      rules: passages,
    }),
    withEffects(draft, {
      id: 'answer',
      title: say('Answer', '回答'),
      form: 'text',
      prompts: twoMessages(
        [say('You write the final letter to the person who asked.', '你负责给提问的人写最终回信。')],
        [...messageInput(draft), say('Sources:', '来源：'), '{{#retrieve.text#}}'],
      ),
      rules: [...facts, rule({ kind: 'open', value: word() }), rule({ kind: 'close', value: word() })],
    }),
  ]
  return {
    nodes,
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
