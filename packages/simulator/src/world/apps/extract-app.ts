import type { Random } from '../../random/create-random.ts'
import type { Draft } from '../draft.ts'
import { styles, type FieldName } from '../styles.ts'
import { caseText, messageInput, twoMessages, withEffects, type AppDraft } from './app-draft.ts'

/** A node that extracts fields into an object, and one that writes a letter from it and fails when it is not bare JSON. */
export function extractApp(draft: Draft): AppDraft {
  const { say, rule, random, word } = draft
  const formats = fields.map((slot) => {
    const style = random.pick(styles.filter(({ field }) => field === slot))
    return rule({ kind: 'style', slot, value: style.id, wrong: '' })
  })
  const gaps = optional.map((slot) =>
    rule({ kind: 'absent', slot, value: 'null', wrong: say('not stated', '未注明'), weight: 1 }),
  )
  const bare = rule({ kind: 'only', value: 'json', wrong: say('Here is what I found for', '以下是提取结果') })
  const extract = withEffects(draft, {
    id: 'extract',
    title: say('Extract', '提取'),
    form: 'json',
    prompts: twoMessages(
      [
        say('You extract order data from messages.', '你负责从消息中提取订单数据。'),
        say(
          'Return an object with the keys ref, date, amount, code and name.',
          '返回一个对象，键为 ref、date、amount、code、name。',
        ),
      ],
      messageInput(draft),
    ),
    rules: [...formats, ...gaps, bare],
  })
  const about = draft.features.slice(0, 3)
  const reply = withEffects(draft, {
    id: 'reply',
    title: say('Reply', '回信'),
    form: 'text',
    readsJson: true,
    prompts: twoMessages(
      [say('You draft a confirmation letter to the customer.', '你负责给顾客起草一封确认函。')],
      [...messageInput(draft), say('Record:', '记录：'), '{{#extract.text#}}'],
    ),
    rules: [
      rule({ kind: 'open', value: word() }),
      rule({ kind: 'close', value: word() }),
      ...about.map(({ id }) => rule({ kind: 'include', value: word(), features: [id], weight: 2 })),
    ],
  })
  return {
    nodes: [extract, reply],
    labels: [],
    routes: [],
    makeCase: (index) => {
      const own = draft.caseRandom(index)
      const [ref, feature, values] = [draft.refOf(index), own.pick(about).id, drawFields(own)]
      const body = draft.describe([feature], index) + ' ' + describeFields(draft, values)
      return { ref, text: caseText(draft, ref, body), features: new Set([feature]), route: undefined, fields: values }
    },
  }
}

type Fields = Readonly<Record<FieldName, string | null>>

const fields: readonly FieldName[] = ['date', 'amount', 'code', 'name']
const optional: readonly FieldName[] = ['code', 'name']

function drawFields(own: Random): Fields {
  const letters = (count: number): string =>
    Array.from({ length: count }, () => own.pick(Array.from('bdfgkmnpx'))).join('')
  return {
    date: `${own.integer(1, 28)}.${own.integer(1, 12)}.${own.integer(2031, 2049)}`,
    amount: `${own.integer(11, 98)}.${own.integer(10, 99)}`,
    code: own.next() < 0.3 ? null : `${letters(2)}-${own.integer(11, 99)}-${letters(2)}`,
    name: own.next() < 0.3 ? null : `${own.pick(firstNames)} ${own.pick(familyNames)}`,
  }
}

function describeFields({ say }: Draft, { date, amount, code, name }: Fields): string {
  return [
    say(`I ordered on ${date} for ${amount} credits.`, `我于 ${date} 下单，共 ${amount} 元。`),
    code === null ? '' : say(`It says ${code} on the box.`, `盒子上写着 ${code}。`),
    name === null ? '' : say(`I am ${name}.`, `我是 ${name}。`),
  ]
    .filter(Boolean)
    .join(' ')
}

const firstNames = ['Mara', 'Tobin', 'Ilse', 'Anouk', 'Rui', 'Petra', 'Samir', 'Yuna']
const familyNames = ['Lindt', 'Okafor', 'Brandt', 'Moreau', 'Castell', 'Haddad', 'Jansen', 'Weiss']
