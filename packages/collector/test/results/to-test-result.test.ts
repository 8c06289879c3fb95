import { testCaseSchema } from '@autoopt/config'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../../src/errors.ts'
import { InfrastructureError } from '../../src/results/infrastructure-error.ts'
import { testResultSchema } from '../../src/results/test-result.ts'
import { toTestResult, type TestResultParts } from '../../src/results/to-test-result.ts'
import { assertionResultOf } from '../support/assertion-result-of.ts'
import { nodeTraceOf, runTraceOf } from '../support/run-trace-of.ts'

const parts: TestResultParts = {
  manifestId: 'm_1',
  workflowId: 'wf_1',
  variantId: 'baseline',
  testCase: testCaseSchema.parse({
    case_id: 'c_1',
    tags: ['smoke', 'language:zh'],
    group: 'g',
    weight: 2,
    must_pass: true,
  }),
  caseSha256: 'a'.repeat(64),
  repeat: 1,
  runs: [runTraceOf()],
  assertions: [assertionResultOf()],
}

const judge = { model: 'judge', prompt_version: '1', votes: 1, total_tokens: 50, cost_usd: 0.01 }

describe('a row', () => {
  it('says what ran, what was found and what it took', () => {
    expect(toTestResult({ ...parts, assertions: [assertionResultOf({ judge })], attempts: 2 })).toEqual({
      manifest_id: 'm_1',
      workflow_id: 'wf_1',
      variant_id: 'baseline',
      case_id: 'c_1',
      case_sha256: 'a'.repeat(64),
      repeat: 1,
      status: 'passed',
      score: 1,
      gate_failed: false,
      unasserted: false,
      error: null,
      assertions: [assertionResultOf({ judge })],
      outputs: { answer: 'yes' },
      started_at: '2026-11-21T10:00:00.000Z',
      finished_at: '2026-11-21T10:00:00.120Z',
      elapsed_ms: 120,
      attempts: 2,
      input_tokens: 20,
      output_tokens: 10,
      total_tokens: 30,
      total_cost_usd: 0.002,
      judge_tokens: 50,
      judge_cost_usd: 0.01,
      nodes: [
        {
          node_id: 'llm_1',
          title: 'Answer',
          type: 'llm',
          status: 'succeeded',
          elapsed_ms: 100,
          total_tokens: 30,
          total_cost_usd: 0.002,
          error: null,
        },
      ],
      tags: ['smoke', 'language:zh'],
      segments: { language: 'zh' },
      group: 'g',
      weight: 2,
      must_pass: true,
      simulated: false,
    })
  })

  it('survives a line of JSON', () => {
    const row = toTestResult({ ...parts, keepTraces: true, simulated: true })
    expect(testResultSchema.parse(JSON.parse(JSON.stringify(row)))).toEqual(row)
    expect(row.traces).toEqual(parts.runs)
  })

  it('gives a cost only when every part of it is known', () => {
    const unknown = { ...judge, cost_usd: null }
    const row = toTestResult({
      ...parts,
      runs: [runTraceOf(), runTraceOf({ total_cost_usd: null })],
      assertions: [assertionResultOf({ judge }), assertionResultOf({ judge: unknown })],
    })
    expect(row).toMatchObject({ total_cost_usd: null, judge_cost_usd: null, judge_tokens: 100, total_tokens: 60 })
  })
})

describe('a conversation', () => {
  const testCase = testCaseSchema.parse({ case_id: 'c', turns: [{ query: 'Hello?' }, { query: 'And now?' }] })

  it('keeps each turn that was held and sums what they took', () => {
    const runs = [runTraceOf({ answer: 'Hello!' }), runTraceOf({ answer: 'Bye.', outputs: { answer: 'Bye.' } })]
    const row = toTestResult({ ...parts, testCase, runs })
    expect(row).toMatchObject({ answer: 'Bye.', outputs: { answer: 'Bye.' }, elapsed_ms: 240, total_tokens: 60 })
    expect(row.turns).toMatchObject([
      { query: 'Hello?', answer: 'Hello!', elapsed_ms: 120 },
      { query: 'And now?', answer: 'Bye.', outputs: { answer: 'Bye.' } },
    ])
    expect(row.nodes.map(({ turn }) => turn)).toEqual([0, 1])
  })
})

describe('a run that failed', () => {
  it('scores 0 and names the node that failed', () => {
    const failed = nodeTraceOf({ status: 'failed', error: 'no such tool', error_type: 'ToolError' })
    const run = runTraceOf({ status: 'failed', outputs: null, error: 'no such tool', nodes: [nodeTraceOf(), failed] })
    expect(toTestResult({ ...parts, runs: [run], assertions: [] })).toMatchObject({
      status: 'error',
      score: 0,
      error: { class: 'ToolError', message: 'no such tool', node_id: 'llm_1' },
    })
  })

  it('has a message even when the run gives no reason', () => {
    const run = runTraceOf({ status: 'stopped', nodes: [] })
    expect(toTestResult({ ...parts, runs: [run] }).error).toEqual({
      class: 'workflow',
      message: 'The run ended as stopped and gave no reason',
    })
  })

  it('passes when a node failed and its error strategy went on', () => {
    const run = runTraceOf({ status: 'partial-succeeded', nodes: [nodeTraceOf({ status: 'exception', error: 'x' })] })
    expect(toTestResult({ ...parts, runs: [run] })).toMatchObject({ status: 'passed', error: null })
  })
})

describe('a failure of the infrastructure', () => {
  const infrastructureError = new InfrastructureError('429 four times', { class: 'rate_limit', nodeId: 'llm_1' })

  it('has no score, and needs no run', () => {
    const startedAt = '2026-11-21T10:00:00.000Z'
    const row = toTestResult({ ...parts, runs: [], assertions: [], infrastructureError, startedAt, attempts: 4 })
    expect(row).toMatchObject({
      status: 'infra_error',
      score: null,
      attempts: 4,
      started_at: startedAt,
      finished_at: startedAt,
      outputs: null,
      error: { class: 'rate_limit', code: 'COLLECT-INFRA-001', message: '429 four times', node_id: 'llm_1' },
    })
    expect(testResultSchema.parse(row)).toEqual(row)
  })

  it('keeps the case from a score even when assertions were made', () => {
    expect(toTestResult({ ...parts, infrastructureError })).toMatchObject({ status: 'infra_error', score: null })
  })
})

it('refuses to make a row of nothing', () => {
  expect(() => toTestResult({ ...parts, runs: [] })).toThrow(InvalidArgumentError)
  const infrastructureError = new InfrastructureError('gone', { class: 'network' })
  expect(() => toTestResult({ ...parts, runs: [], infrastructureError })).toThrow(/startedAt/u)
})
