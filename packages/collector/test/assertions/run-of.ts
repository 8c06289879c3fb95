import { testCaseSchema, type TestCase } from '@autoopt/config'
import type { NodeTrace, RunTrace } from '@autoopt/trace'

const time = '2026-01-01T00:00:00.000Z'

/** A run that gave these outputs. */
export function runOf(outputs: Record<string, unknown> | null, more: Partial<RunTrace> = {}): RunTrace {
  return {
    run_id: 'run',
    workflow_id: 'app',
    status: outputs === null ? 'failed' : 'succeeded',
    inputs: {},
    outputs,
    error: null,
    started_at: time,
    finished_at: time,
    elapsed_ms: 100,
    total_tokens: 10,
    total_cost_usd: 0.01,
    total_steps: 1,
    exceptions_count: 0,
    nodes: [],
    ...more,
  }
}

/** A run of one node. */
export function nodeOf(id: string, outputs: Record<string, unknown> | null, more: Partial<NodeTrace> = {}): NodeTrace {
  return {
    id: `${id}-run`,
    node_id: id,
    node_type: 'llm',
    title: id,
    status: 'succeeded',
    inputs: {},
    process_data: null,
    outputs,
    prompts: [],
    error: null,
    error_type: null,
    started_at: time,
    finished_at: time,
    elapsed_ms: 40,
    prompt_tokens: 5,
    completion_tokens: 5,
    total_tokens: 10,
    cost_usd: 0.004,
    retries: [],
    execution_metadata: null,
    ...more,
  }
}

/** A case with assertions as a file would give them. */
export function caseOf(assertions: readonly unknown[], more: Record<string, unknown> = {}): TestCase {
  return testCaseSchema.parse({ case_id: 'one', assertions, ...more })
}
