import type { Language } from '../text/language.ts'
import { describeFeature, type Feature } from './features.ts'
import type { Rule, RuleKind } from './rule.ts'
import { fieldNames, styles } from './styles.ts'

export interface PhraseOptions {
  readonly language: Language
  readonly features: readonly Feature[]
  /** In [0, 1): which of the wordings. */
  readonly choice: number
}

/** Puts a rule into words. There are 24 wordings of each rule in each language, times the synonyms of its feature. */
export function phraseRule(rule: Rule, { language, features, choice }: PhraseOptions): string {
  const openings = openingsFor(rule, language)
  const demands = demandsFor(rule, language)
  const index = Math.floor(choice * openings.length * demands.length)
  const opening = openings[index % openings.length] ?? ''
  const demand = demands[Math.floor(index / openings.length)] ?? ''
  const about = rule.features.map((id) => {
    const feature = features.find((candidate) => candidate.id === id)
    if (feature === undefined) throw new Error(`rule ${rule.id} is about ${id}, which is no feature of this world`)
    return describeFeature(feature, language, (choice * 31) % 1)
  })
  const sentence = (opening + demand)
    .replaceAll('{about}', joinFeatures(about, language))
    .replaceAll('{value}', valueOf(rule, language))
    .replaceAll('{field}', fieldOf(rule, language))
  return sentence.charAt(0).toUpperCase() + sentence.slice(1) + (language === 'zh' ? '。' : '.')
}

function openingsFor(rule: Rule, language: Language): readonly string[] {
  if (rule.kind === 'absent') return missing[language]
  if (rule.features.length > 0) return conditional[language]
  return rule.polarity < 0 ? unconditionalBan[language] : unconditional[language]
}

function demandsFor(rule: Rule, language: Language): readonly string[] {
  return rule.polarity < 0 ? bans[language] : demands[language][rule.kind]
}

function joinFeatures(about: readonly string[], language: Language): string {
  if (language === 'zh') return about.join('和')
  const [first = '', ...rest] = about.map((feature) => `${/^[aeiou]/.test(feature) ? 'an' : 'a'} ${feature}`)
  return rest.length === 0 ? first : `both ${[first, ...rest].join(' and ')}`
}

function valueOf(rule: Rule, language: Language): string {
  if (rule.kind === 'style') return styles.find(({ id }) => id === rule.value)?.phrases[language] ?? rule.value
  if (rule.kind === 'only')
    return rule.value === 'json'
      ? { en: 'JSON object', zh: 'JSON 对象' }[language]
      : { en: 'label', zh: '标签' }[language]
  if (rule.kind === 'language') return languageNames[language][rule.value === 'zh' ? 'zh' : 'en']
  return language === 'zh' ? `“${rule.value}”` : `"${rule.value}"`
}

function fieldOf(rule: Rule, language: Language): string {
  const name = Object.entries(fieldNames).find(([field]) => field === rule.slot)?.[1]
  return language === 'zh' && name !== undefined ? name.zh : rule.slot
}

const languageNames = { en: { en: 'English', zh: 'Chinese' }, zh: { en: '英文', zh: '中文' } } as const

const conditional: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'if the message mentions {about}, ',
    'when {about} comes up, ',
    'whenever a customer writes about {about}, ',
    'for messages about {about}, ',
    'should {about} be mentioned, ',
    'in the case of {about}, ',
  ],
  zh: [
    '如果消息提到{about}，',
    '当出现{about}时，',
    '只要客户写到{about}，',
    '对于关于{about}的消息，',
    '若内容涉及{about}，',
    '遇到{about}的情况，',
  ],
}

const unconditional: Readonly<Record<Language, readonly string[]>> = {
  en: ['always ', 'make sure to ', 'you must ', 'in every reply, ', 'without exception, ', 'remember to '],
  zh: ['始终', '请务必', '必须', '每次回复都', '一律', '记得'],
}

const unconditionalBan: Readonly<Record<Language, readonly string[]>> = {
  en: ['', 'please ', 'in every reply, ', 'without exception, ', 'important: ', 'at all times, '],
  zh: ['', '请', '每次回复都', '注意：', '无论如何，', '在任何情况下，'],
}

const missing: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'if the {field} is missing, ',
    'when no {field} is given, ',
    'if there is no {field}, ',
    'where the {field} is unknown, ',
    'if the {field} is absent, ',
    'if the text lacks the {field}, ',
  ],
  zh: [
    '如果缺少{field}，',
    '没有{field}时，',
    '若未提供{field}，',
    '{field}未知时，',
    '{field}缺失时，',
    '文中无{field}，则',
  ],
}

const bans: Readonly<Record<Language, readonly string[]>> = {
  en: ['never mention {value}', 'do not use the words {value}', 'leave out {value}', 'avoid {value}'],
  zh: ['不要提到{value}', '禁止使用{value}', '避免写出{value}', '不得包含{value}'],
}

const demands: Readonly<Record<Language, Readonly<Record<RuleKind, readonly string[]>>>> = {
  en: {
    label: ['answer {value}', 'choose the label {value}', 'classify it as {value}', 'use {value}'],
    include: ['mention {value}', 'include {value}', 'add {value}', 'put in {value}'],
    open: ['begin with {value}', 'start with the words {value}', 'open with {value}', 'let {value} be the beginning'],
    close: ['end with {value}', 'finish with the words {value}', 'close with {value}', 'let {value} be the end'],
    style: [
      'write the {field} {value}',
      'give the {field} {value}',
      'format the {field} {value}',
      'put the {field} {value}',
    ],
    absent: ['use null', 'write null', 'set it to null', 'answer null for it'],
    only: [
      'output only the {value}',
      'write nothing but the {value}',
      'give the {value} alone',
      'reply with just the {value}',
    ],
    language: ['write in {value}', 'reply in {value}', 'answer in {value}', 'use {value}'],
  },
  zh: {
    label: ['回答{value}', '选择标签{value}', '归为{value}', '判为{value}'],
    include: ['提到{value}', '包含{value}', '加上{value}', '写出{value}'],
    open: ['以{value}开头', '用{value}开始', '让{value}作为首句', '把{value}放在开头'],
    close: ['以{value}结尾', '用{value}结束', '让{value}作为末句', '把{value}放在结尾'],
    style: ['把{field}{value}', '将{field}{value}', '让{field}{value}', '使{field}{value}'],
    absent: ['填 null', '写 null', '用 null 表示', '返回 null'],
    only: ['只输出{value}', '仅返回{value}', '只给出{value}', '仅写{value}'],
    language: ['用{value}写', '用{value}回复', '用{value}回答', '用{value}作答'],
  },
}
