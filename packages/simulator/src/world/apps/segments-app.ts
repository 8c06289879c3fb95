import type { Draft } from '../draft.ts'
import { caseText, messageInput, twoMessages, withEffects, type AppDraft } from './app-draft.ts'

/** One node whose cases fall into three segments: what one must have, the next must not. */
export function segmentsApp(draft: Draft): AppDraft {
  const { say, rule, word } = draft
  const segments = draft.features.slice(0, 3).map(({ id }) => id)
  const rules = segments.flatMap((segment, index) => {
    const value = word()
    const next = segments[(index + 1) % segments.length] ?? ''
    const ban = rule({ kind: 'include', value, polarity: -1, features: [next], weight: 2 })
    return [
      rule({ kind: 'include', value, features: [segment], weight: 2 }),
      { ...ban, base: 1 - (1 - ban.base) / 2 },
      rule({ kind: 'open', value: word(), features: [segment] }),
      rule({ kind: 'close', value: word(), features: [segment] }),
    ]
  })
  const node = withEffects(draft, {
    id: 'write',
    title: say('Write', '写信'),
    form: 'text',
    prompts: twoMessages(
      [say('You write replies to customers of a household repair service.', '你负责给家电维修服务的顾客写回信。')],
      messageInput(draft),
    ),
    rules,
  })
  return {
    nodes: [node],
    labels: [],
    routes: [],
    makeCase: (index) => {
      const segment = draft.caseRandom(index).pick(segments)
      const ref = draft.refOf(index)
      const text = caseText(draft, ref, draft.describe([segment], index))
      return { ref, text, features: new Set([segment]), route: undefined, fields: {} }
    },
  }
}
