import { expect, it } from 'vitest'
import { listNumbers } from '../../../src/rewrite/rules/list-numbers.ts'
import { applyRule } from './apply-rule.ts'

it.each([
  ['1. Read\n2. Sort\n2. Send\n3. Close', '1. Read\n2. Sort\n3. Send\n4. Close'],
  ['1、读\n2、写\n   - 先打草稿\n2、改', '1、读\n2、写\n   - 先打草稿\n3、改'],
  ['1) a\n1) b\n1) c', '1) a\n2) b\n3) c'],
  ['（1）读\n（2）写\n（2）改', '（1）读\n（2）写\n（3）改'],
])('renumbers %j', (before, after) => {
  expect(applyRule(listNumbers, before)).toBe(after)
})

it.each([
  ['a gap, which may be a code', '1. Read\n2. Sort\n4. Send'],
  ['two lists', '1. Read\n2. Sort\n1. Send\n2. Close'],
  ['children in the same list', '1. Do:\n1. Read\n2. Sort'],
  ['a number that is meant elsewhere', '1. Read\n2. Sort\n2. Send\n\nRepeat 2 times.'],
  ['options to answer with', '1. Good\n2. Bad\n2. Ugly\n\nAnswer with the number.'],
  ['a Chinese cross-reference', '1. 读\n2. 写\n2. 改\n\n按第二步的结果输出。'],
])('leaves %s', (_, text) => {
  expect(applyRule(listNumbers, text)).toBe(text)
})

it('leaves numbers that are labels', () => {
  const text = '1. Good\n2. Fair\n2. Poor'
  expect(applyRule(listNumbers, text, { context: { class_names: ['1', '2'] } })).toBe(text)
})
