import type { Rule } from './rule.ts'
import { styles } from './styles.ts'
import type { CaseFacts } from './world.ts'

/** What a text holds when the rule was followed; undefined where following it leaves no trace. */
export function rightFragment(rule: Rule, facts: CaseFacts): string | undefined {
  switch (rule.kind) {
    case 'label':
    case 'open':
    case 'close':
      return rule.value
    case 'include':
      return rule.polarity > 0 ? rule.value : undefined
    case 'style':
      return `"${rule.slot}": "${styledField(rule, facts)}"`
    case 'absent':
      return `"${rule.slot}": null`
    case 'only':
      return undefined
    case 'language':
      return thanks[rule.value === 'zh' ? 'zh' : 'en']
  }
}

/** What a text holds when the rule was not followed; undefined for labels, where any other one may stand. */
export function wrongFragment(rule: Rule, facts: CaseFacts): string | undefined {
  switch (rule.kind) {
    case 'label':
      return undefined
    case 'open':
    case 'close':
    case 'include':
      return rule.wrong
    case 'style':
      return `"${rule.slot}": "${facts.fields[rule.slot] ?? ''}"`
    case 'absent':
      return `"${rule.slot}": "${rule.wrong}"`
    case 'only':
      return rule.wrong
    case 'language':
      return thanks[rule.value === 'zh' ? 'en' : 'zh']
  }
}

/** The words that tell which language a letter is in. */
export const thanks = { en: 'Thank you for message', zh: '感谢来信' } as const

function styledField(rule: Rule, { fields }: CaseFacts): string {
  const style = styles.find(({ id }) => id === rule.value)
  const raw = fields[rule.slot]
  if (style === undefined || typeof raw !== 'string') throw new Error(`rule ${rule.id} does not fit its case`)
  return style.format(raw)
}
