import type { NodeTrace, RunTrace } from '@autoopt/trace'

/** A run that succeeded, but for what a test says of it. */
export function runTraceOf(changes: Partial<RunTrace> = {}): RunTrace {
  return {
    run_id: 'run_1',
    workflow_id: 'wf_1',
    status: 'succeeded',
    inputs: { question: 'Is it?' },
    outputs: { answer: 'yes' },
    error: null,
    started_at: '2026-11-21T10:00:00.000Z',
    finished_at: '2026-11-21T10:00:00.120Z',
    elapsed_ms: 120,
    total_tokens: 30,
    total_cost_usd: 0.002,
    total_steps: 1,
    exceptions_count: 0,
    nodes: [nodeTraceOf()],
    ...changes,
  }
}

/** A run of a model node that succeeded, but for what a test says of it. */
export function nodeTraceOf(changes: Partial<NodeTrace> = {}): NodeTrace {
  return {
    id: 'node_run_1',
    node_id: 'llm_1',
    node_type: 'llm',
    title: 'Answer',
    status: 'succeeded',
    inputs: null,
    process_data: null,
    outputs: { text: 'yes' },
    prompts: [],
    error: null,
    error_type: null,
    started_at: '2026-11-21T10:00:00.000Z',
    finished_at: '2026-11-21T10:00:00.100Z',
    elapsed_ms: 100,
    prompt_tokens: 20,
    completion_tokens: 10,
    total_tokens: 30,
    cost_usd: 0.002,
    retries: [],
    execution_metadata: null,
    ...changes,
  }
}
