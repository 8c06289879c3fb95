import { expect, it } from 'vitest'
import { reasoningFirst } from '../../../src/rewrite/rules/reasoning-first.ts'
import { applyRule } from './apply-rule.ts'

it.each([
  [
    'Write JSON:\n- `answer`: the label\n- `notes`: more\n- `reasoning`: why\n- `lang`: code',
    'Write JSON:\n- `reasoning`: why\n- `answer`: the label\n- `notes`: more\n- `lang`: code',
  ],
  ['输出 JSON：\n- 结论：是或否\n- 理由：一句话', '输出 JSON：\n- 理由：一句话\n- 结论：是或否'],
])('moves the reasons before the answer in %j', (before, after) => {
  expect(applyRule(reasoningFirst, before)).toBe(after)
})

it.each([
  ['reasons that come first', 'Write JSON:\n- reasoning: why\n- answer: the label'],
  ['what is not JSON', 'Write:\n- answer: the label\n- reasoning: why'],
  ['a template in code', 'Write JSON:\n```\n- answer: x\n- reasoning: y\n```'],
  ['fields with lines of their own', 'Write JSON:\n- answer: the label\n  - in capitals\n- reasoning: why'],
])('leaves %s', (_, text) => {
  expect(applyRule(reasoningFirst, text)).toBe(text)
})
