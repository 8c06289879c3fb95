import { expect, it } from 'vitest'
import { mixedQuotes } from '../../../src/rewrite/rules/mixed-quotes.ts'
import { applyRule } from './apply-rule.ts'

it.each([
  ['请回答“是"。', '请回答“是”。'],
  ['请回答”是”。', '请回答“是”。'],
  ['避免“假、大、空“；', '避免“假、大、空”；'],
  ['Answer “yes" or stop.', 'Answer "yes" or stop.'],
])('makes a pair of the marks in %s', (before, after) => {
  expect(applyRule(mixedQuotes, before)).toBe(after)
})

it.each([
  '请回答“是”或"否"。',
  'A 6" screen and a 9” one.',
  '先说“好，再说“是”和“否',
  '他说“ 好"',
  'Use `“x"` here.',
  'Sagen Sie nicht „so“ und das ist die Regel.',
  'Svara med ”ja” när det är möjligt för användaren.',
])('leaves %s', (text) => {
  expect(applyRule(mixedQuotes, text)).toBe(text)
})
