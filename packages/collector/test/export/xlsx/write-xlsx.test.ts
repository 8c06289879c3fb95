import { read, utils, type WorkBook } from '@e965/xlsx'
import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { writeWorkbook } from '../../../src/export/xlsx/write-workbook.ts'
import { exportBytes } from '../../support/export-bytes.ts'
import { anyText } from '../../support/hostile-texts.ts'
import { readXml } from '../../support/read-xml.ts'
import { failed, testResultOf } from '../../support/test-result-of.ts'

const nodes = [
  {
    node_id: 'llm_1',
    title: 'Answer',
    type: 'llm',
    status: 'succeeded',
    elapsed_ms: 40,
    total_tokens: 5,
    total_cost_usd: 0.5,
    error: null,
  },
]

function rowsOf(book: WorkBook, sheet: string): Record<string, unknown>[] {
  return utils.sheet_to_json(book.Sheets[sheet] ?? {})
}

describe('a workbook', () => {
  it('has a summary, the results and the nodes', async () => {
    const results = [testResultOf({ nodes, must_pass: true }), testResultOf({ case_id: 'c_2', ...failed })]
    const book = read(await exportBytes(results, 'xlsx'))
    expect(book.SheetNames).toEqual(['Summary', 'Results', 'Nodes'])
    expect(rowsOf(book, 'Results')).toMatchObject([
      { case_id: 'c_1', status: 'passed', score: 1, must_pass: true, outputs: '{"answer":"yes"}' },
      { case_id: 'c_2', status: 'failed', score: 0, must_pass: false },
    ])
    expect(rowsOf(book, 'Nodes')).toMatchObject([{ node_id: 'llm_1', runs: 1, mean_ms: 40, known_cost_usd: 0.5 }])
    const summary = utils.sheet_to_json<string[]>(book.Sheets['Summary'] ?? {}, { header: 1 })
    expect(summary[0]).toEqual(['Nightly'])
    expect(summary[1]?.[0]).toContain('1 of 2 results passed')
    expect(summary.map(([first]) => first)).toContain('Variants')
  })

  it('is the same, byte for byte, for the same rows', async () => {
    const results = [testResultOf({ nodes })]
    expect(await exportBytes(results, 'xlsx')).toEqual(await exportBytes(results, 'xlsx'))
  })

  it('consists of parts that a strict parser reads, whatever the texts', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const bytes = await exportBytes([testResultOf({ case_id: text, variant_id: text, tags: [text] })], 'xlsx')
        const parts = Object.values(unzipSync(bytes)).map((part) => readXml(Buffer.from(part).toString('utf8')).name)
        expect(parts.toSorted()).toEqual(
          [
            'Types',
            'Relationships',
            'Relationships',
            'workbook',
            'styleSheet',
            'worksheet',
            'worksheet',
            'worksheet',
          ].toSorted(),
        )
      }),
      { seed: 5 },
    )
  })
})

describe('cells', () => {
  it('give any text back as text, never as a formula', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 5 }), async (texts) => {
        const book = read(
          await exportBytes(
            texts.map((text) => testResultOf({ answer: text })),
            'xlsx',
          ),
        )
        const sheet = book.Sheets['Results'] ?? {}
        const cells = texts.map(
          (_, index) => sheet[`Y${index + 2}`] as { v?: string; t?: string; f?: string } | undefined,
        )
        expect(cells.map((cell) => cell?.v ?? '')).toEqual(
          texts.map((text) => text.replaceAll(/\p{Surrogate}/gu, '\u{fffd}').replaceAll('\r\n', '\n')),
        )
        for (const cell of cells) expect(cell?.f).toBeUndefined()
      }),
      { seed: 5 },
    )
  })

  it('end where Excel has no more room, between characters', async () => {
    const book = read(await exportBytes([testResultOf({ answer: `${'x'.repeat(32_765)}😀😀` })], 'xlsx'))
    expect(rowsOf(book, 'Results')[0]?.['answer']).toBe(`${'x'.repeat(32_765)}…`)
  })
})

describe('long tables', () => {
  const numbers = Array.from({ length: 7 }, (_, index) => [index])

  async function bookOf(rows: number[][], maxRows: number): Promise<WorkBook> {
    const chunks: Uint8Array[] = []
    for await (const chunk of writeWorkbook(
      [
        { name: 'N', head: ['n'], rows },
        { name: 'M', head: ['m'], rows: [] },
      ],
      { maxRows },
    ))
      chunks.push(chunk)
    return read(Buffer.concat(chunks))
  }

  it('go on in further sheets, each with the head', async () => {
    const book = await bookOf(numbers, 3)
    expect(book.SheetNames).toEqual(['N', 'N 2', 'N 3', 'M'])
    expect(['N', 'N 2', 'N 3'].flatMap((name) => rowsOf(book, name))).toEqual(numbers.map(([n]) => ({ n })))
  })

  it('fill a sheet to its last row before they do', async () => {
    expect((await bookOf(numbers, 7)).SheetNames).toEqual(['N', 'M'])
    expect((await bookOf(numbers, 6)).SheetNames).toEqual(['N', 'N 2', 'M'])
  })
})
