import { expect, it } from 'vitest'
import { exportBytes, exportText } from '../../support/export-bytes.ts'
import { testResultOf } from '../../support/test-result-of.ts'

it('is the report in Markdown', async () => {
  const results = [testResultOf()]
  expect(await exportText(results, 'github-summary')).toBe(await exportText(results, 'markdown'))
})

it('is cut at a line where it would be more than a step may write', async () => {
  const results = Array.from({ length: 3000 }, (_, index) => testResultOf({ tags: [`${index} ${'中'.repeat(200)}`] }))
  const bytes = await exportBytes(results, 'github-summary')
  expect(bytes.byteLength).toBeLessThan(1_048_576)
  expect(bytes.byteLength).toBeGreaterThan(900_000)
  expect(bytes.toString('utf8')).toMatch(/\|\n\n\nThe rest of this report is too long to be shown here\.\n$/u)
})
