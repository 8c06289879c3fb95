import { expect, it } from 'vitest'
import { bloatPhrases } from '../../../src/rewrite/rules/bloat-phrases.ts'
import { applyRule } from './apply-rule.ts'

it.each([
  ['In order to help, read it.', 'To help, read it.'],
  ['Stop due to the fact that it failed.', 'Stop because it failed.'],
  ['Please kindly answer.', 'Please answer.'],
  ['It is important to note that users are busy.', 'Users are busy.'],
  ['请您务必核对。需要注意的是，价格会变。', '请务必核对。注意：价格会变。'],
])('shortens %j', (before, after) => {
  expect(applyRule(bloatPhrases, before)).toBe(after)
})

it.each([
  'Say "in order to" once.',
  'However, it is important to note that this fails.',
  '价格会变，需要注意的是税率。',
  'Sort in order of size to begin.',
  'Переведи слова in order to и объясни, когда они уместны.',
])('leaves %j', (text) => {
  expect(applyRule(bloatPhrases, text)).toBe(text)
})

it('leaves the labels that a later node depends on', () => {
  const prompt = { context: { class_names: ['in order to cancel'] } }
  expect(applyRule(bloatPhrases, 'Reply with: in order to cancel', prompt)).toBe('Reply with: in order to cancel')
})
