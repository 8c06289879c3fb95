import { expect, it } from 'vitest'
import { outputFormatSection } from '../../../src/rewrite/rules/output-format-section.ts'
import { applyRule } from './apply-rule.ts'

const output_schema = {
  type: 'object',
  required: ['label', 'reason'],
  properties: {
    label: { type: 'string', enum: ['spam', 'ham'] },
    score: { type: 'number', description: 'How\nsure' },
    reason: { type: 'string', description: 'Why' },
  },
}
const context = { output_schema }

it('lists the fields of the schema, reasons first', () => {
  expect(applyRule(outputFormatSection, 'Sort the mail of the day.\n', { context })).toBe(
    [
      'Sort the mail of the day.\n\nOutput format:',
      'Answer with one JSON object and nothing else. Its fields:',
      '- `reason` (string, required): Why',
      '- `label` (string, required, one of `spam`, `ham`)',
      '- `score` (number, optional): How sure\n',
    ].join('\n'),
  )
})

it.each([
  [
    '# 任务\n给邮件分类。',
    '## 输出格式\n只输出一个 JSON 对象，字段如下：\n- `reason`（string，必填）：Why',
    '# 任务\n## 步骤\n给邮件分类。',
  ],
  ['メールを分類してください。', '出力形式：\n次のフィールドを持つ JSON オブジェクトだけを出力してください。', ''],
])('writes in the language of %j', (text, section, deeper) => {
  expect(applyRule(outputFormatSection, deeper === '' ? text : deeper, { context })).toContain(section)
})

it('stands before the input that closes the prompt', () => {
  expect(applyRule(outputFormatSection, 'Sort the mail.\n\nMail:\n{{#a.b#}}', { context })).toMatch(
    /^Sort the mail\.\n\nOutput format:[^]+\n\nMail:\n\{\{#a\.b#\}\}$/,
  )
})

it.each([
  ['the prompt speaks of JSON', 'Sort the mail. Write JSON.', {}],
  ['the prompt names every field', 'Sort the mail: label, score and reason.', {}],
  ['another message of the node does', 'Sort the mail.', { context: { ...context, siblings: ['Answer as JSON.'] } }],
  ['the message is not the system prompt', 'Sort the mail.', { role: 'user' as const }],
  ['the language is unknown', 'Отсортируйте почту.', {}],
  ['the schema is no object', 'Sort the mail.', { context: { output_schema: { type: 'array', items: {} } } }],
  ['there is no schema', 'Sort the mail.', { context: {} }],
  ['a field could not be quoted', 'Sort the mail.', { context: { output_schema: { properties: { 'a`b': {} } } } }],
  ['the text ends in open code', 'Sort the mail.\n```\nls', {}],
])('adds nothing when %s', (_, text, prompt) => {
  expect(applyRule(outputFormatSection, text, { context, ...prompt })).toBe(text)
})
