import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ResultAnalyzer } from '../../../src/analysis/result-analyzer.ts'
import { arbitraryResult } from '../../support/arbitrary-result.ts'
import { exportText } from '../../support/export-bytes.ts'

const rows = fc.array(arbitraryResult, { maxLength: 10 })

it('writes one document of the summary and the rows', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (results) => {
      const document: unknown = JSON.parse(await exportText(results, 'json'))
      expect(document).toEqual({ summary: await new ResultAnalyzer().analyze(results), results })
    }),
    { seed: 5 },
  )
})

it('writes the rows as lines of their own', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (results) => {
      const lines = (await exportText(results, 'jsonl')).split('\n').filter((line) => line !== '')
      expect(lines.map((line): unknown => JSON.parse(line))).toEqual(results)
    }),
    { seed: 5 },
  )
})
