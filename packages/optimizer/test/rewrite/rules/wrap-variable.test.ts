import { expect, it } from 'vitest'
import { wrapVariable } from '../../../src/rewrite/rules/wrap-variable.ts'
import { applyRule } from './apply-rule.ts'

it('puts a bare variable between tags named after it', () => {
  expect(applyRule(wrapVariable, 'Sum it up.\n{{#start.letter#}}\n')).toBe(
    'Sum it up.\n<letter>\n{{#start.letter#}}\n</letter>\n',
  )
})

it('names variables without a telling name "input", each once', () => {
  expect(applyRule(wrapVariable, 'Compare <input> and these.\n\n{{#1.text#}}\n\n{{#2.text#}}')).toBe(
    'Compare <input> and these.\n\n<input_2>\n{{#1.text#}}\n</input_2>\n\n<input_3>\n{{#2.text#}}\n</input_3>',
  )
})

it('names what an end user wrote', () => {
  const prompt = { context: { user_variables: ['{{question}}'] }, syntax: 'app' as const }
  expect(applyRule(wrapVariable, '请回答。\n{{question}}', prompt)).toBe(
    '请回答。\n<user_input>\n{{question}}\n</user_input>',
  )
})

it.each([
  ['nothing but variables', '{{#sys.query#}}\n{{#a.b#}}'],
  ['a variable behind a label', 'Letter:\n{{#a.b#}}'],
  ['a variable under a heading', '## Letter\n\n{{#a.b#}}'],
  ['a variable between tags', 'Sum up\n<letter>\n{{#a.b#}}\n</letter>'],
  ['a variable in a fence', 'Sum up\n```\n{{#a.b#}}\n```'],
  ['a variable in a list', '- say this first\n  {{#a.b#}}'],
  ['a variable inside a sentence', 'Sum {{#a.b#}} up'],
  ['a variable in a template of the answer', '## Format\n**Type**\n{{#a.b#}}'],
  ['a file, which renders as nothing', 'Describe it.\n{{#sys.files#}}'],
  ['what this app does not expand', 'Sum up.\n{{ item.text }}'],
])('leaves %s', (_, text) => {
  expect(applyRule(wrapVariable, text)).toBe(text)
})
