import { draw } from '../random/draw.ts'
import { applicableRules } from './applicable-rules.ts'
import { rightFragment, thanks, wrongFragment } from './fragments.ts'
import type { Rule } from './rule.ts'
import type { CaseFacts, NodePlan, WorldPlan } from './world.ts'

export interface RenderOptions {
  readonly isFollowed: (rule: Rule) => boolean
  /** Sentences that say nothing, which a detailed manner adds. */
  readonly padding: number
}

/** What a node writes for a case, with each rule of the case followed or not. */
export function renderOutput(plan: WorldPlan, node: NodePlan, facts: CaseFacts, options: RenderOptions): string {
  const rules = applicableRules(node, facts)
  const follows = (rule: Rule): boolean => options.isFollowed(rule)
  const fragment = (rule: Rule): string =>
    (follows(rule) ? rightFragment(rule, facts) : wrongFragment(rule, facts)) ?? ''
  switch (node.form) {
    case 'label':
      return renderLabel(plan, rules, facts, follows)
    case 'json':
      return renderJson(plan, rules, facts, fragment)
    case 'list':
      return `${facts.ref} | ${node.listName ?? 'items'}: ${rules.map(fragment).filter(Boolean).join('; ')}`
    case 'text':
      return renderText(plan, rules, facts, { fragment, padding: options.padding })
  }
}

function renderLabel(
  plan: WorldPlan,
  rules: readonly Rule[],
  { ref }: CaseFacts,
  follows: (rule: Rule) => boolean,
): string {
  const rule = rules.find(({ kind }) => kind === 'label')
  const others = plan.labels.filter((label) => label !== rule?.value)
  const other = others[Math.floor(draw(plan.salt, plan.name, 'confusion', ref) * others.length)] ?? ''
  const label = rule !== undefined && follows(rule) ? rule.value : other
  const bare = rules.find(({ kind }) => kind === 'only')
  if (bare === undefined || follows(bare)) return label
  return plan.language === 'zh' ? `${bare.wrong}${label}。` : `${bare.wrong} ${label}.`
}

function renderJson(
  plan: WorldPlan,
  rules: readonly Rule[],
  { ref }: CaseFacts,
  fragment: (rule: Rule) => string,
): string {
  const fields = rules.filter(({ kind }) => kind === 'style' || kind === 'absent').map(fragment)
  const object = `{${[`"ref": "${ref}"`, ...fields].join(', ')}}`
  const bare = rules.find(({ kind }) => kind === 'only')
  const introduction = bare === undefined ? '' : fragment(bare)
  if (introduction === '') return object
  return plan.language === 'zh' ? `${introduction} ${ref}：${object}` : `${introduction} ${ref}: ${object}`
}

function renderText(
  plan: WorldPlan,
  rules: readonly Rule[],
  { ref }: CaseFacts,
  { fragment, padding }: { readonly fragment: (rule: Rule) => string; readonly padding: number },
): string {
  const of = (kind: Rule['kind']): string[] => rules.filter((rule) => rule.kind === kind).map(fragment)
  const [marker = thanks[plan.language]] = of('language')
  const isChinese = marker === thanks.zh
  const stop = isChinese ? '。' : '.'
  const notes = of('include').filter(Boolean)
  return [
    ...of('open').map((word) => `${word}${stop}`),
    `${marker} ${ref}${stop}`,
    ...notes.map((note) => noteSentence(note, isChinese ? 'zh' : 'en')),
    ...Array.from({ length: padding }, () => paddings[isChinese ? 'zh' : 'en']),
    ...of('close'),
  ].join(isChinese ? '' : ' ')
}

/** The sentence that carries a phrase. */
export function noteSentence(phrase: string, language: 'en' | 'zh'): string {
  return language === 'zh' ? `请注意${phrase}。` : `Please note ${phrase}.`
}

const paddings = {
  en: 'We have looked at this from every side and are glad to go into it at any length.',
  zh: '我们已经从各个方面仔细了解了情况，也很乐意继续详细说明。',
} as const
