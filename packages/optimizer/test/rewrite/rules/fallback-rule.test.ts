import { expect, it } from 'vitest'
import { fallbackRule } from '../../../src/rewrite/rules/fallback-rule.ts'
import { applyRule } from './apply-rule.ts'

const context = { fallback: 'N/A' }

it.each([
  ['Find the price.', 'Find the price.\n\nMissing information:\nIf the information needed is missing, output `N/A`.'],
  [
    '【任务】\n提取价格。\n\n原文：{{#a.b#}}',
    '【任务】\n提取价格。\n\n【信息缺失时】\n如果所需信息缺失，请输出 `N/A`。\n\n原文：{{#a.b#}}',
  ],
  [
    '価格を抽出してください。',
    '価格を抽出してください。\n\n情報が足りない場合：\n必要な情報がない場合は、`N/A` を出力してください。',
  ],
])('names the value in %j', (before, after) => {
  expect(applyRule(fallbackRule, before, { context })).toBe(after)
})

it.each([
  'Find the price, else write N/A.',
  'Find the price. If it is not found, say so.',
  '提取价格。如果没有价格，请说明。',
  '価格を抽出してください。情報がない場合は空欄にしてください。',
  'Find the price.\n\nExamples:\nApple for 3 → 3',
])('adds nothing to %j', (text) => {
  expect(applyRule(fallbackRule, text, { context })).toBe(text)
})

it('adds nothing without a value that fits on a line', () => {
  expect(applyRule(fallbackRule, 'Find the price.', { context: { fallback: 'a\nb' } })).toBe('Find the price.')
  expect(applyRule(fallbackRule, 'Find the price.', { context: { fallback: ' ' } })).toBe('Find the price.')
})
