import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DataCollector } from '../../src/analysis/data-collector.ts'
import { ResultAnalyzer } from '../../src/analysis/result-analyzer.ts'
import { runSummarySchema } from '../../src/analysis/run-summary.ts'
import type { TestResult } from '../../src/results/test-result.ts'
import { arbitraryResult } from '../support/arbitrary-result.ts'
import { testResultOf } from '../support/test-result-of.ts'

const rows = fc.array(arbitraryResult, { maxLength: 40 })
const analyzer = new ResultAnalyzer()

function collect(results: readonly TestResult[]): DataCollector {
  const collector = new DataCollector()
  for (const result of results) collector.add(result)
  return collector
}

const summaryText = (collector: DataCollector): string => JSON.stringify(analyzer.summarize(collector))

it('comes to the same summary, byte for byte, in whatever order the rows come', () => {
  const shuffled = rows.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  )
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      expect(summaryText(collect(other))).toBe(summaryText(collect(list)))
    }),
    { seed: 5 },
  )
})

it('comes to the same summary when parts are collected apart and merged', () => {
  fc.assert(
    fc.property(rows, rows, (some, others) => {
      const merged = collect(others)
      merged.merge(collect(some))
      expect(summaryText(merged)).toBe(summaryText(collect([...some, ...others])))
    }),
    { seed: 5 },
  )
})

it('comes to a summary that fits its schema and survives JSON', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const summary = analyzer.summarize(collect(list))
      expect(runSummarySchema.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary)
    }),
    { seed: 5 },
  )
})

it('gives the figures of everything that it was given', () => {
  fc.assert(
    fc.property(rows, rows, (some, others) => {
      const metrics = collect(some).aggregateMetrics(others)
      expect(metrics).toEqual(analyzer.metrics(collect([...some, ...others])))
    }),
    { seed: 5 },
  )
})

it('tells workflows and variants apart', () => {
  const collector = collect([
    testResultOf({ workflow_id: 'a', variant_id: 'v1' }),
    testResultOf({ workflow_id: 'a', variant_id: 'v2' }),
    testResultOf({ workflow_id: 'b', variant_id: 'v1' }),
  ])
  expect(collector.variants()).toEqual([
    { workflow_id: 'a', variant_id: 'v1' },
    { workflow_id: 'a', variant_id: 'v2' },
    { workflow_id: 'b', variant_id: 'v1' },
  ])
  expect(analyzer.metrics(collector, { workflowId: 'a' }).total).toBe(2)
  expect(analyzer.metrics(collector, { variantId: 'v1' }).total).toBe(2)
  expect(analyzer.metrics(collector, { workflowId: 'b', variantId: 'v2' }).total).toBe(0)
})
