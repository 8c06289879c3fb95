import { expect, it } from 'vitest'
import { formatSectionLast } from '../../../src/rewrite/rules/format-section-last.ts'
import { applyRule } from './apply-rule.ts'

it.each([
  [
    'the end',
    '# Task\nSort.\n\n# Output format\nOne word.\n\n# Rules\nStay calm.',
    '# Task\nSort.\n\n# Rules\nStay calm.\n\n# Output format\nOne word.',
  ],
  [
    'the input',
    '## 任务\n分类\n\n## 输出格式\n一个词\n\n## 规则\n冷静\n\n## 输入\n{{#a.b#}}',
    '## 任务\n分类\n\n## 规则\n冷静\n\n## 输出格式\n一个词\n\n## 输入\n{{#a.b#}}',
  ],
  [
    'the examples',
    '## Output\nOne word.\n## Rules\nStay calm.\n## Examples\nhi → hello',
    '## Rules\nStay calm.\n## Output\nOne word.\n## Examples\nhi → hello',
  ],
])('moves the format section to %s', (_, before, after) => {
  expect(applyRule(formatSectionLast, before)).toBe(after)
})

it.each([
  ['a format section in its place', '# Rules\nCalm.\n# Output format\nOne word.\n# Input\n{{#a.b#}}'],
  ['two of them', '# Output format\nOne word.\n# JSON output\nx\n# Rules\nCalm.'],
  ['sections that point at each other', '# Output format\nOne word.\n# Rules\nFollow the format above.'],
  ['numbered sections', '# 1. Output\nOne word.\n# 2. Rules\nCalm.'],
])('leaves %s', (_, text) => {
  expect(applyRule(formatSectionLast, text)).toBe(text)
})

it('leaves the order of sections in a language whose words for it are unknown here', () => {
  const text = '# Задача\nОтсортируй.\n\n# Output format\nОдно слово.\n\n# Правила\nКак сказано выше, будь спокоен.'
  expect(applyRule(formatSectionLast, text)).toBe(text)
})
