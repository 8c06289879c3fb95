import { expect, it } from 'vitest'
import { duplicateSentences } from '../../../src/rewrite/rules/duplicate-sentences.ts'
import { applyRule } from './apply-rule.ts'

it.each([
  [
    'Answer in the language of the customer. Stay calm. Answer in the language of the customer.',
    'Answer in the language of the customer. Stay calm.',
  ],
  ['请根据用户的问题回答。请根据用户的问题回答。不要着急。', '请根据用户的问题回答。不要着急。'],
  ['请根据用户的问题回答。\n请根据用户的问题回答。', '请根据用户的问题回答。'],
  ['- Be brief and polite\n- Cite sources\n- Be brief and polite\n', '- Be brief and polite\n- Cite sources\n'],
])('deletes what is said twice in %j', (before, after) => {
  expect(applyRule(duplicateSentences, before)).toBe(after)
})

it.each([
  [
    'a rule told again after the data',
    'Answer in the language of the customer.\n\n{{#a.b#}}\n\nAnswer in the language of the customer.',
  ],
  ['a bullet in another section', '## Calm\n- Be brief and polite\n## Angry\n- Be brief and polite'],
  ['a bullet under another parent', '- Calm\n  - Be brief and polite\n- Angry\n  - Be brief and polite'],
  ['a bullet with children', '- Be brief and polite\n- Be brief and polite\n  - always'],
  ['two sides', '- heavy to carry around\n+ heavy to carry around'],
  ['steps', '1. Wash it well\n2. Dry it\n3. Wash it well'],
  ['branches', 'If it rains, stay at home all day. Otherwise go out and walk. If it rains, stay at home all day.'],
  [
    'branches in a language unknown here',
    'Если идёт дождь, оставайся весь день дома. Иначе иди гулять. Если идёт дождь, оставайся весь день дома.',
  ],
  ['slots', '- [name]: [what it is]\n- [name]: [what it is]'],
  ['what holds a number', 'Write 3 lines for each of them. Write 3 lines for each of them.'],
  ['what reads a variable', 'Read the text {{#a.b#}} with care. Read the text {{#a.b#}} with care.'],
  ['what is quoted', 'Say “good morning” to every guest here. Say “good morning” to every guest here.'],
  ['short sentences', 'Wait. Go. Wait.'],
])('leaves %s', (_, text) => {
  expect(applyRule(duplicateSentences, text)).toBe(text)
})
