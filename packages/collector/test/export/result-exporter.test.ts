import { describe, expect, it } from 'vitest'
import { exportFormats, ResultExporter } from '../../src/export/result-exporter.ts'
import type { TestResult } from '../../src/results/test-result.ts'
import { ResultAnalyzer } from '../../src/analysis/result-analyzer.ts'
import { failed, testResultOf } from '../support/test-result-of.ts'

const summary = await new ResultAnalyzer().analyze([testResultOf()])

it('writes every format that plans can name, and two for workflows of GitHub', () => {
  expect(exportFormats).toEqual([
    'json',
    'jsonl',
    'csv',
    'xlsx',
    'junit',
    'markdown',
    'html',
    'github-summary',
    'github-annotations',
  ])
})

describe.each(['json', 'jsonl', 'csv', 'xlsx', 'junit', 'html'] as const)('%s', (format) => {
  it('is written while the rows are read, a few at a time', async () => {
    let read = 0
    function* results(): Generator<TestResult, void, undefined> {
      for (; read < 20_000; read += 1)
        yield testResultOf({ ...failed, outputs: { answer: `${read} ${'x'.repeat(read % 300)}` } })
    }
    const chunks = new ResultExporter({
      results,
      summary: { ...summary, metrics: { ...summary.metrics, total: 20_000 } },
    })
    for await (const chunk of chunks.export(format, { maxCases: 20_000 })) {
      expect(chunk.byteLength).toBeGreaterThan(0)
      break
    }
    expect(read).toBeLessThan(5000)
  })

  it('passes the failure of its source on', async () => {
    function* results(): Generator<TestResult, void, undefined> {
      yield testResultOf(failed)
      throw new Error('line 2 is torn')
    }
    const drain = async (): Promise<void> => {
      for await (const chunk of new ResultExporter({ results, summary }).export(format)) expect(chunk).toBeDefined()
    }
    await expect(drain()).rejects.toThrow('line 2 is torn')
  })
})

it('reads the rows for a summary only when a format needs one, and once', async () => {
  let passes = 0
  const exporter = new ResultExporter({
    results: () => {
      passes += 1
      return [testResultOf()]
    },
  })
  const written = async (format: 'jsonl' | 'markdown'): Promise<number> => {
    const before = passes
    for await (const chunk of exporter.export(format)) expect(chunk.byteLength).toBeGreaterThan(0)
    return passes - before
  }
  expect(await written('jsonl')).toBe(1)
  expect(await written('markdown')).toBe(2)
  expect(await written('markdown')).toBe(1)
})
