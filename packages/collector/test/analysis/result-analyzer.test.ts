import { executionPolicySchema } from '@autoopt/config'
import { describe, expect, it } from 'vitest'
import { ResultAnalyzer } from '../../src/analysis/result-analyzer.ts'
import type { PerformanceMetrics } from '../../src/analysis/metrics-schemas.ts'
import type { TestResult } from '../../src/results/test-result.ts'
import { assertionResultOf } from '../support/assertion-result-of.ts'
import { broken, failed, lost, testResultOf } from '../support/test-result-of.ts'

/** Rows of as many cases as there are changes. */
function rowsOf(...changes: readonly Partial<TestResult>[]): TestResult[] {
  return changes.map((change, index) => testResultOf({ case_id: `c_${index}`, ...change }))
}

async function metricsOf(results: readonly TestResult[]): Promise<PerformanceMetrics> {
  return (await new ResultAnalyzer().analyze(results)).metrics
}

describe('rates', () => {
  it('leave out what was lost to the infrastructure', async () => {
    const metrics = await metricsOf(rowsOf({}, {}, failed, broken, lost))
    expect(metrics).toMatchObject({
      total: 5,
      passed: 2,
      failed: 1,
      errors: 1,
      infra_errors: 1,
      success_rate: 0.5,
      avg_score: 0.5,
      error_rate: 0.25,
      infra_error_rate: 0.2,
      grade: 'D',
      cases: 4,
    })
  })

  it('come with the interval of Wilson', async () => {
    const eightOfTen = rowsOf(...Array.from({ length: 10 }, (_, index) => (index < 8 ? {} : failed)))
    const { success_rate_interval: interval } = await metricsOf(eightOfTen)
    expect(interval?.low).toBeCloseTo(0.4901625, 6)
    expect(interval?.high).toBeCloseTo(0.9433178, 6)
    expect(interval?.level).toBe(0.95)
  })

  it('do not become surer by repeating the same cases', async () => {
    const once = await metricsOf(rowsOf({}, {}, failed, {}))
    const thrice = await metricsOf(
      [0, 1, 2].flatMap((repeat) => rowsOf({ repeat }, { repeat }, { ...failed, repeat }, { repeat })),
    )
    expect(thrice.success_rate_interval).toEqual(once.success_rate_interval)
    expect(thrice).toMatchObject({ total: 12, cases: 4, success_rate: 0.75 })
  })

  it('lie between those of the nearest counts when repeats make a case pass in part', async () => {
    const { success_rate_interval: interval } = await metricsOf([
      testResultOf({ repeat: 0 }),
      testResultOf({ repeat: 1, ...failed }),
    ])
    const [none, one] = [await metricsOf(rowsOf(failed)), await metricsOf(rowsOf({}))]
    const middle = ((none.success_rate_interval?.high ?? 0) + (one.success_rate_interval?.high ?? 0)) / 2
    expect(interval?.high).toBeCloseTo(middle, 12)
  })

  it('are null when there is nothing to divide by', async () => {
    const nothing = {
      success_rate: null,
      success_rate_interval: null,
      grade: null,
      avg_score: null,
      execution_ms: null,
    }
    expect(await metricsOf([])).toMatchObject({ ...nothing, infra_error_rate: null })
    expect(await metricsOf(rowsOf(lost))).toMatchObject({ ...nothing, infra_error_rate: 1 })
  })

  it('weigh scores by the weight of their cases', async () => {
    expect(await metricsOf(rowsOf({ weight: 3 }, failed))).toMatchObject({ avg_score: 0.75, success_rate: 0.5 })
  })
})

describe('times', () => {
  it('are those of runs that came to their end, in seconds where the name says no unit', async () => {
    const rows = rowsOf({ elapsed_ms: 1000 }, { ...failed, elapsed_ms: 3000 }, { ...broken, elapsed_ms: 9e6 })
    const metrics = await metricsOf(rows)
    expect(metrics.avg_execution_time).toBe(2)
    expect(metrics.execution_ms).toMatchObject({ mean: 2000, min: 1000, max: 3000 })
    expect(metrics.execution_ms?.p50).toBeCloseTo(1000, -1)
    expect(Math.abs((metrics.execution_ms?.p99 ?? 0) / 3000 - 1)).toBeLessThan(0.005)
  })
})

describe('costs', () => {
  it('are unknown as a whole when one part is, and the known part is told', async () => {
    const metrics = await metricsOf(rowsOf({ total_cost_usd: 0.25 }, { total_cost_usd: null }, { total_cost_usd: 0.5 }))
    expect(metrics.cost).toEqual({ total_usd: null, known_usd: 0.75, unknown_count: 1 })
    expect(metrics.judge_cost).toEqual({ total_usd: 0, known_usd: 0, unknown_count: 0 })
  })

  it('count what lost results have spent', async () => {
    const { cost, total_tokens } = await metricsOf(rowsOf({ ...lost, total_cost_usd: 0.5, total_tokens: 70 }))
    expect({ cost: cost.total_usd, total_tokens }).toEqual({ cost: 0.5, total_tokens: 70 })
  })
})

describe('tables', () => {
  it('count each tag and each segment, by name', async () => {
    const zh = { tags: ['smoke', 'language:zh'], segments: { language: 'zh' } }
    const { tags, segments } = await metricsOf(rowsOf(zh, { ...failed, tags: ['smoke', 'smoke'] }))
    expect(tags).toMatchObject([
      { tag: 'language:zh', total: 1, success_rate: 1 },
      { tag: 'smoke', total: 2, success_rate: 0.5 },
    ])
    expect(segments).toMatchObject([{ segment: 'language', value: 'zh', total: 1, passed: 1 }])
  })

  it('count the runs of each node, rounds among them', async () => {
    const node = { node_id: 'llm_1', title: 'Answer', type: 'llm', elapsed_ms: 40, total_tokens: 5, error: null }
    const nodes = [
      { ...node, status: 'succeeded', total_cost_usd: 0.5 },
      { ...node, status: 'exception', total_cost_usd: null, iteration_index: 1 },
    ]
    expect((await metricsOf(rowsOf({ nodes }))).nodes).toMatchObject([
      {
        workflow_id: 'wf_1',
        node_id: 'llm_1',
        title: 'Answer',
        runs: 2,
        failed: 1,
        total_tokens: 10,
        cost: { known_usd: 0.5 },
      },
    ])
  })

  it('put the assertions that fail most often first', async () => {
    const assertions = [
      assertionResultOf(),
      assertionResultOf({ type: 'regex', node: 'llm_1', passed: false, score: 0 }),
    ]
    expect((await metricsOf(rowsOf({ assertions }, { assertions }))).assertions).toEqual([
      { type: 'regex', node: 'llm_1', output: null, total: 2, passed: 0, avg_score: 0 },
      { type: 'contains', node: null, output: null, total: 2, passed: 2, avg_score: 1 },
    ])
  })

  it('group errors by class, code and node, the most frequent first', async () => {
    const timeout = { ...lost, error: { class: 'timeout', code: 'X-1', message: 'after 30 s', node_id: 'llm_1' } }
    const { errors_by_kind: errors } = await metricsOf(rowsOf(broken, timeout, timeout))
    expect(errors.total).toBe(3)
    expect(errors.groups).toMatchObject([
      { class: 'timeout', code: 'X-1', node_id: 'llm_1', infrastructure: true, count: 2, share: 2 / 3 },
      { class: 'ToolError', code: null, node_id: null, infrastructure: false, count: 1, example: 'no such tool' },
    ])
  })

  it('cut long messages between characters', async () => {
    const message = `${'x'.repeat(498)}😀😀`
    const { errors_by_kind: errors } = await metricsOf(rowsOf({ ...broken, error: { class: 'E', message } }))
    expect(errors.groups[0]?.example).toBe(`${'x'.repeat(498)}…`)
  })
})

describe('flakiness', () => {
  it('is the share of repeated cases whose repeats disagree', async () => {
    const rows = [
      testResultOf({ case_id: 'steady', repeat: 0 }),
      testResultOf({ case_id: 'steady', repeat: 1 }),
      testResultOf({ case_id: 'flaky', repeat: 0 }),
      testResultOf({ case_id: 'flaky', repeat: 1, ...failed }),
      testResultOf({ case_id: 'once', repeat: 0 }),
      testResultOf({ case_id: 'once', repeat: 1, ...lost }),
    ]
    expect((await metricsOf(rows)).flakiness).toEqual({ repeated_cases: 2, flaky_cases: 1, rate: 0.5 })
  })

  it('is unknown without repeats, and two variants are no repeats', async () => {
    const rows = [testResultOf({ variant_id: 'v1' }), testResultOf({ variant_id: 'v2', ...failed })]
    expect((await metricsOf(rows)).flakiness).toEqual({ repeated_cases: 0, flaky_cases: 0, rate: null })
  })
})

describe('validity', () => {
  it('ends where that of a run without a policy of its own does', async () => {
    const { max_error_rate: most } = executionPolicySchema.parse({})
    const summaryOf = async (ok: number) =>
      new ResultAnalyzer().analyze(rowsOf(lost, ...Array.from({ length: ok }, () => ({}))))
    expect(await summaryOf(4)).toMatchObject({ valid: true, max_infra_error_rate: most })
    expect(await summaryOf(3)).toMatchObject({ valid: false })
  })

  it('ends where more was lost than is allowed', async () => {
    const rows = rowsOf({}, {}, {}, {}, lost)
    expect((await new ResultAnalyzer({ maxInfraErrorRate: 0.2 }).analyze(rows)).valid).toBe(true)
    const summary = await new ResultAnalyzer({ maxInfraErrorRate: 0.19 }).analyze(rows)
    expect(summary.valid).toBe(false)
    expect(summary.findings[1]).toBe(
      '1 result of 5 (20 %) was lost to the infrastructure and counts in no rate. More than 19 % were lost: this run is not valid; run the lost cases again.',
    )
  })
})
