import { expect, it } from 'vitest'
import { headingLevels } from '../../../src/rewrite/rules/heading-levels.ts'
import { applyRule } from './apply-rule.ts'

it('raises headings that skip a level, with what hangs from them', () => {
  expect(applyRule(headingLevels, '# A\n### B\n#### C\n### D\n# E')).toBe('# A\n## B\n### C\n## D\n# E')
})

it('leaves headings in order, whatever level they begin at', () => {
  const text = '## A\n### B\n# C\n## D'
  expect(applyRule(headingLevels, text)).toBe(text)
})

it.each(['# A\n### B\nWrite the answer in Markdown.', '# 任务\n### 输出格式', '# A\n```\n### B\n```'])(
  'leaves %j, where a heading may be output',
  (text) => {
    expect(applyRule(headingLevels, text)).toBe(text)
  },
)
