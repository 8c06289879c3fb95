import type { Draft } from '../draft.ts'
import type { NodePlan } from '../world.ts'
import { caseText, messageInput, twoMessages, withEffects, type AppDraft } from './app-draft.ts'

/** A router and three branches, which get 60, 25 and 15 % of the cases. */
export function routerApp(draft: Draft): AppDraft {
  const { say, rule, word } = draft
  const labels = Array.from({ length: 3 }, word)
  const about = labels.map((_, index) => draft.features.slice(2 * index, 2 * index + 2).map(({ id }) => id))
  const router = withEffects(draft, {
    id: 'route',
    title: say('Route', '分流'),
    form: 'label',
    prompts: twoMessages(
      [
        say('You route each enquiry to the right department.', '你负责把咨询分流到合适的部门。'),
        say(`The departments are ${labels.join(', ')}.`, `部门有：${labels.join('、')}。`),
      ],
      messageInput(draft),
    ),
    rules: labels.flatMap((value, index) =>
      (about[index] ?? []).map((feature) => rule({ kind: 'label', value, features: [feature] })),
    ),
  })
  const branches = labels.map((route, index): NodePlan => {
    const [purpose, duty] = purposes[index] ?? ['', '']
    return withEffects(draft, {
      id: `branch_${index + 1}`,
      title: say(`Branch ${index + 1}`, `分支 ${index + 1}`),
      form: 'text',
      route,
      prompts: twoMessages([say(purpose, duty)], messageInput(draft)),
      rules: [
        ...(about[index] ?? []).map((feature) =>
          rule({ kind: 'include', value: word(), features: [feature], weight: 2 }),
        ),
        rule({ kind: 'open', value: word() }),
        rule({ kind: 'close', value: word() }),
      ],
    })
  })
  return {
    nodes: [router, ...branches],
    labels,
    routes: labels,
    makeCase: (index) => {
      const own = draft.caseRandom(index)
      const share = own.next()
      const branch = share < 0.6 ? 0 : share < 0.85 ? 1 : 2
      const feature = own.pick(about[branch] ?? [])
      const ref = draft.refOf(index)
      const text = caseText(draft, ref, draft.describe([feature], index))
      return { ref, text, features: new Set([feature]), route: labels[branch], fields: {} }
    },
  }
}

const purposes = [
  ['You compose apologies for things that broke.', '你负责为损坏的物品撰写致歉信。'],
  ['You schedule visits by a technician.', '你负责安排技师上门。'],
  ['You explain refunds and guarantees.', '你负责说明退款与保修。'],
] as const
