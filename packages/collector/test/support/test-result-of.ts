import type { TestResult } from '../../src/results/test-result.ts'
import { assertionResultOf } from './assertion-result-of.ts'

/** A row that passed, but for what a test says of it. */
export function testResultOf(changes: Partial<TestResult> = {}): TestResult {
  return {
    manifest_id: 'm_1',
    workflow_id: 'wf_1',
    variant_id: 'baseline',
    case_id: 'c_1',
    case_sha256: 'a'.repeat(64),
    repeat: 0,
    status: 'passed',
    score: 1,
    gate_failed: false,
    unasserted: false,
    assertions: [assertionResultOf()],
    outputs: { answer: 'yes' },
    error: null,
    started_at: '2026-11-21T10:00:00.000Z',
    finished_at: '2026-11-21T10:00:00.120Z',
    elapsed_ms: 120,
    attempts: 1,
    input_tokens: 20,
    output_tokens: 10,
    total_tokens: 30,
    total_cost_usd: 0.002,
    judge_tokens: 0,
    judge_cost_usd: 0,
    nodes: [],
    tags: [],
    segments: {},
    weight: 1,
    must_pass: false,
    simulated: false,
    ...changes,
  }
}

export const failed = { status: 'failed', score: 0 } as const
export const broken = { status: 'error', score: 0, error: { class: 'ToolError', message: 'no such tool' } } as const
export const lost = { status: 'infra_error', score: null, error: { class: 'rate_limit', message: '429' } } as const
