import fc from 'fast-check'
import { expect, it } from 'vitest'
import { exportText } from '../../support/export-bytes.ts'
import { anyText } from '../../support/hostile-texts.ts'
import { assertionResultOf } from '../../support/assertion-result-of.ts'
import { broken, failed, lost, testResultOf } from '../../support/test-result-of.ts'

it('marks what did not pass as errors and what was lost as warnings, in the file of the cases', async () => {
  const assertions = [assertionResultOf({ passed: false, reason: 'Only 50 %\nof it.' })]
  const results = [testResultOf(), testResultOf({ case_id: 'a:b,c', ...failed, assertions }), testResultOf(lost)]
  const lines = (await exportText(results, 'github-annotations', { file: 'plan.yaml' })).split('\n')
  expect(lines).toHaveLength(4)
  expect(lines[0]).toBe('::error file=plan.yaml,title=a%3Ab%2Cc (baseline)%3A failed::contains: Only 50 %25%0Aof it.')
  expect(lines[1]).toBe('::warning file=plan.yaml,title=c_1 (baseline)%3A infra_error::429')
  expect(lines[2]).toMatch(/^::notice file=plan\.yaml,title=Nightly::1 of 2 results passed \(50 %25/u)
  expect(lines[3]).toBe('')
})

it('keeps to the number of annotations that are shown', async () => {
  const results = [
    ...Array.from({ length: 30 }, () => testResultOf(broken)),
    ...Array.from({ length: 4 }, () => testResultOf(lost)),
  ]
  const text = await exportText(results, 'github-annotations', { maxAnnotations: 3 })
  expect(text.match(/^::error/gmu)).toHaveLength(3)
  expect(text.match(/^::warning/gmu)).toHaveLength(3)
})

it('lets no text of a case begin a command of its own', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      const results = [
        testResultOf({ ...broken, case_id: text, variant_id: text, error: { class: text, message: text } }),
      ]
      const lines = (await exportText(results, 'github-annotations', { file: text })).split(/[\r\n]/u)
      expect(lines.map((line) => line.slice(0, 8))).toEqual(['::error ', '::notice', ''])
      expect(lines[0]).toMatch(/^::error file=[^:,]*,title=[^:,]*::/u)
    }),
    { seed: 5 },
  )
})
