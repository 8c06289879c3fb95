import type { Draft } from '../draft.ts'
import type { Rule } from '../rule.ts'
import { caseText, messageInput, twoMessages, withEffects, type AppDraft } from './app-draft.ts'

/** One node that labels messages; some features together mean another label than each alone. */
export function classifyApp(draft: Draft): AppDraft {
  const { random, say, rule, word } = draft
  const labels = Array.from({ length: 4 }, word)
  const singles = draft.features
    .slice(0, 6)
    .map(({ id }, index) => rule({ kind: 'label', value: labels[index % 4] ?? '', features: [id], weight: 3 }))
  const pairs = [0, 1].map((index) => pairRule(draft, singles.slice(2 * index, 2 * index + 2), labels))
  const bare = rule({
    kind: 'only',
    value: 'label',
    wrong: say('Going by the message, the answer is', '根据消息，答案是'),
  })
  const listed = random.sample(labels, labels.length)
  const node = withEffects(draft, {
    id: 'sort',
    title: say('Sort', '分类'),
    form: 'label',
    prompts: twoMessages(
      [
        say('You sort incoming messages of a household repair service.', '你负责为家电维修服务的来信分类。'),
        say(`The labels are ${listed.join(', ')}.`, `标签有：${listed.join('、')}。`),
        say('Read the whole message.', '请读完整条消息。'),
      ],
      messageInput(draft),
    ),
    rules: [...singles, ...pairs, bare],
  })
  return {
    nodes: [node],
    labels,
    routes: [],
    makeCase: (index) => {
      const own = draft.caseRandom(index)
      const deciding = own.next() < 0.25 ? own.pick(pairs) : own.pick(singles)
      const ref = draft.refOf(index)
      return {
        ref,
        text: caseText(draft, ref, draft.describe(own.sample(deciding.features, 2), index)),
        features: new Set(deciding.features),
        route: undefined,
        fields: {},
      }
    },
  }
}

/** Two features that together mean a label that neither means alone. */
function pairRule({ rule, random }: Draft, singles: readonly Rule[], labels: readonly string[]): Rule {
  const others = labels.filter((label) => singles.every(({ value }) => value !== label))
  return rule({
    kind: 'label',
    value: random.pick(others),
    features: singles.flatMap(({ features }) => features),
    weight: 3,
  })
}
