import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyText, inUtf8 } from '../../support/hostile-texts.ts'
import { exportText } from '../../support/export-bytes.ts'
import { broken, failed, testResultOf } from '../../support/test-result-of.ts'
import { assertionResultOf } from '../../support/assertion-result-of.ts'

type Row = Record<string, string>

const read = (text: string): Row[] => parse(text, { columns: true, bom: true })

it('writes one line for each result, under a header', async () => {
  const assertions = [assertionResultOf({ passed: false, node: 'llm_1', reason: 'No "yes", just "no"' })]
  const rows = read(
    await exportText([testResultOf({ tags: ['a', 'b'] }), testResultOf({ ...failed, assertions })], 'csv'),
  )
  expect(rows).toMatchObject([
    { case_id: 'c_1', status: 'passed', score: '1', tags: 'a, b', must_pass: 'false', total_cost_usd: '0.002' },
    { status: 'failed', score: '0', failed_assertions: 'contains (node llm_1): No "yes", just "no"', answer: '' },
  ])
  expect(rows[0]?.['outputs']).toBe('{"answer":"yes"}')
})

it('writes the header alone when there is no result', async () => {
  expect(await exportText([], 'csv')).toMatch(/^workflow_id,.*,manifest_id\r\n$/u)
})

it('leaves unknown figures empty and keeps very small ones', async () => {
  const rows = read(await exportText([testResultOf({ ...broken, total_cost_usd: null, judge_cost_usd: 1e-7 })], 'csv'))
  expect(rows[0]).toMatchObject({ total_cost_usd: '', judge_cost_usd: '1e-7', error_class: 'ToolError' })
})

it('begins with a byte order mark when asked to', async () => {
  const text = await exportText([testResultOf({ answer: '中文' })], 'csv', { byteOrderMark: true })
  expect(text.startsWith('\u{feff}workflow_id')).toBe(true)
  expect(read(text)[0]?.['answer']).toBe('中文')
})

it('gives any text back, and lets none begin as a formula', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyText, { maxLength: 5 }), async (texts) => {
      const rows = read(
        await exportText(
          texts.map((text) => testResultOf({ case_id: text, answer: text })),
          'csv',
        ),
      )
      expect(rows.map(({ case_id }) => case_id)).toEqual(
        texts.map(inUtf8).map((text) => (/^[=+\-@\t\r＝＋－＠]/u.test(text) ? `'${text}` : text)),
      )
      for (const { answer } of rows) expect(answer).not.toMatch(/^[=+\-@\t\r]/u)
    }),
    { seed: 5 },
  )
})
