import { parseRules } from '../components/parse-rules.ts'
import { tokenAllowance } from '../gates/length.ts'
import type { Component } from '../search/component.ts'
import { detectLanguage } from '../text/detect-language.ts'
import { estimateTokens } from '../text/estimate-tokens.ts'
import { asData, quotable } from './evidence-text.ts'

/** A component as a reflection model reads it: its rules, each after its id in brackets, and what must stay. */
export function componentText(component: Component, text: string): string {
  const { rules } = parseRules(text, component)
  const lines = rules.map((rule) => `[${rule.id}] ${asData(rule.marker + rule.text)}`)
  const left = Math.max(0, tokenAllowance(component.text) - estimateTokens(text))
  return [
    `<component id="${component.id}" node="${quotable(component.nodeId)}" role="${component.role}" language="${languages[detectLanguage(text, component.syntax)]}">`,
    ...lines,
    '</component>',
    ...staying(
      component,
      rules.filter(({ isLocked }) => isLocked).map(({ id }) => id),
    ),
    `It may grow by about ${left} tokens.`,
  ].join('\n')
}

const languages = {
  en: 'English',
  zh: 'Chinese',
  ja: 'Japanese',
  mixed: 'as it is',
  other: 'as it is',
  none: 'English',
}

function staying({ placeholders, locked }: Component, lockedIds: readonly string[]): string[] {
  const labels = [...new Set(locked.filter(({ kind }) => kind === 'label').map(({ text }) => text))]
  return [
    ...(placeholders.size === 0
      ? []
      : [`Placeholders that must stay, as they are: ${asData([...placeholders.keys()].join(' '))}`]),
    ...(lockedIds.length === 0 ? [] : [`Locked rules, which must stay as they are: ${lockedIds.join(', ')}`]),
    ...(labels.length === 0
      ? []
      : [`Words that later steps read and that must go on being named: ${asData(labels.join(', '))}`]),
  ]
}
