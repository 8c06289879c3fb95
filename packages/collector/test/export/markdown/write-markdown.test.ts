import { describe, expect, it } from 'vitest'
import { escapeMarkdown } from '../../../src/export/markdown/escape-markdown.ts'
import { assertionResultOf } from '../../support/assertion-result-of.ts'
import { exportText } from '../../support/export-bytes.ts'
import { broken, failed, testResultOf } from '../../support/test-result-of.ts'

describe('a report', () => {
  it('tells the findings, the figures and what did not pass', async () => {
    const assertions = [assertionResultOf({ passed: false, score: 0, reason: 'There is no | in it.' })]
    const report = await exportText(
      [
        testResultOf(),
        testResultOf({ case_id: 'c_2', ...failed, assertions }),
        testResultOf({ case_id: 'c_3', ...broken }),
      ],
      'markdown',
    )
    expect(report).toMatch(/^# Nightly\n\n- 1 of 3 results passed \(33\.3 %/u)
    expect(report).toContain('| wf\\_1 | baseline | F | 3 | 1 | 33.3 %')
    expect(report).toContain('| baseline | c\\_2 | 0 | failed | 0.000 | contains: There is no \\| in it. |')
    expect(report).toContain('| baseline | c\\_3 | 0 | error | 0.000 | no such tool |')
  })

  it('lists as many cases as it may and says how many more there are', async () => {
    const results = Array.from({ length: 5 }, (_, index) => testResultOf({ case_id: `c${index}`, ...failed }))
    const report = await exportText(results, 'markdown', { maxCases: 2 })
    expect(report.match(/^\| baseline \| c\d/gmu)).toHaveLength(2)
    expect(report).toContain('\n3 more are not listed here.\n')
  })

  it('has no list when everything passed', async () => {
    expect(await exportText([testResultOf()], 'markdown')).not.toContain('did not pass')
  })

  it('marks costs that are not known in full', async () => {
    const results = [testResultOf({ total_cost_usd: 0.5 }), testResultOf({ total_cost_usd: null })]
    expect(await exportText(results, 'markdown')).toContain('| ≥ \\$0.50 (1 unknown) |')
  })
})

describe('text', () => {
  it('cannot end its cell, name a person, link, or become markup', () => {
    expect(escapeMarkdown('a | b\n\n# c')).toBe('a \\| b \\# c')
    expect(escapeMarkdown('<img src=x> @team')).toBe('&lt;img src=x&gt; &#64;team')
    expect(escapeMarkdown('[x](https://evil.example) `c` **b**')).toBe(
      '\\[x\\](https:&#47;&#47;evil.example) \\`c\\` \\*\\*b\\*\\*',
    )
    expect(escapeMarkdown('- item')).toBe('\\- item')
    expect(escapeMarkdown('\\| &lt;')).toBe('\\\\\\| &amp;lt;')
  })
})
