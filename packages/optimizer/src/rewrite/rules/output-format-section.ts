import { isRecord } from '../../analysis/prompt-context.ts'
import type { PromptDraft } from '../prompt-draft.ts'
import type { Edit, RewriteRule } from '../rewrite-rule.ts'
import { insertSection, writtenLanguage, type Wording } from '../section-place.ts'
import { looksLikeReasoning } from './reasoning-first.ts'

/**
 * Adds an output-format section that lists the fields of the node's own answer schema, when no message of the node speaks
 * of JSON or of a format. Field names, types and descriptions come from the schema word by word; fields that hold the
 * reasoning come first, since an answer written before its reasons is not helped by them (grade B).
 */
export const outputFormatSection: RewriteRule = {
  name: 'output-format-section',
  kind: 'guarded',
  improves: ['specificity', 'structure'],
  fitsJinja2: false,
  find(draft) {
    const { role } = draft.prompt
    if (role !== undefined && role !== 'system' && role !== 'completion') return []
    const fields = readFields(draft.context.output_schema)
    const language = writtenLanguage(draft.language)
    if (fields.length === 0 || !language || speaksOfFormat(draft, fields)) return []
    return section(draft, fields, language)
  },
}

const speech = /json|format|schema|格式|字段|フォーマット|形式|スキーマ/iu

function speaksOfFormat({ text, context }: PromptDraft, fields: readonly Field[]): boolean {
  const message = [text, ...(context.siblings ?? [])].join('\n')
  return speech.test(message) || fields.every(({ name }) => message.includes(name))
}

interface Field {
  readonly name: string
  readonly type: string
  readonly isRequired: boolean
  readonly description: string
  readonly values: readonly string[]
}

/** The top-level fields of an object schema; none when it is not one, or when a name or text could not be quoted. */
function readFields(schema: unknown): Field[] {
  if (!isRecord(schema) || !isRecord(schema['properties'])) return []
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const fields = Object.entries(schema['properties']).map(([name, property]) => toField(name, property, required))
  if (fields.some((field) => /[`{}\r\n]|^\s*$/.test(field.name))) return []
  return fields.toSorted((a, b) => Number(looksLikeReasoning(b.name)) - Number(looksLikeReasoning(a.name)))
}

function toField(name: string, property: unknown, required: readonly unknown[]): Field {
  const { type, description, enum: values } = isRecord(property) ? property : {}
  return {
    name,
    type: typeof type === 'string' ? type : '',
    isRequired: required.includes(name),
    description: typeof description === 'string' ? quotable(description) : '',
    values: Array.isArray(values) ? values.filter((value) => typeof value === 'string').map(quotable) : [],
  }
}

/** One line without template or code marks; empty when that would need more than joining its lines. */
function quotable(text: string): string {
  return /[{}`]/.test(text) ? '' : text.trim().replaceAll(/\s+/g, ' ')
}

const title: Wording = { en: 'Output format', zh: '输出格式', ja: '出力形式' }
const lead: Wording = {
  en: 'Answer with one JSON object and nothing else. Its fields:',
  zh: '只输出一个 JSON 对象，字段如下：',
  ja: '次のフィールドを持つ JSON オブジェクトだけを出力してください。',
}
const words = {
  en: {
    required: 'required',
    optional: 'optional',
    one: 'one of ',
    open: ' (',
    separator: ', ',
    close: ')',
    colon: ': ',
  },
  zh: { required: '必填', optional: '可选', one: '取值：', open: '（', separator: '，', close: '）', colon: '：' },
  ja: { required: '必須', optional: '任意', one: '値：', open: '（', separator: '、', close: '）', colon: '：' },
}

function section(draft: PromptDraft, fields: readonly Field[], language: keyof Wording): Edit[] {
  const { required, optional, one, open, separator, close, colon } = words[language]
  const items = fields.map(({ name, type, isRequired, description, values }) => {
    const facts = [type, isRequired ? required : optional]
    const quoted = values.filter((value) => value !== '').map((value) => `\`${value}\``)
    if (quoted.length > 0 && quoted.length === values.length) facts.push(one + quoted.join(separator))
    const told = description === '' ? '' : colon + description
    return `- \`${name}\`${open}${facts.filter((fact) => fact !== '').join(separator)}${close}${told}`
  })
  return insertSection(draft, {
    title: title[language],
    body: [lead[language], ...items].join('\n'),
    note: "Says what the node's own answer schema demands.",
  })
}
