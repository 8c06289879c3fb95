import type { RunTrace } from '@autoopt/trace'
import type { RunCall, RunRequest, TargetVariant, WorkflowTarget } from '../../src/target/workflow-target.ts'

export type Answer = (
  request: RunRequest,
  variant: TargetVariant,
  call: RunCall,
) => Promise<Partial<RunTrace>> | Partial<RunTrace>

/** A target on which everything takes no time and costs a cent and 15 tokens, and whose traces are always the same. */
export function stubTarget(answer: Answer = ({ inputs }) => ({ outputs: { ...inputs } })): WorkflowTarget {
  return {
    name: 'stub',
    prepare: async (variant) => ({
      run: async (request, call) => ({ ...stubTrace(request), ...(await answer(request, variant, call)) }),
      async [Symbol.asyncDispose]() {},
    }),
    async [Symbol.asyncDispose]() {},
  }
}

const time = '2026-01-01T00:00:00.000Z'

function stubTrace({ caseId, repeat, inputs }: RunRequest): RunTrace {
  return {
    run_id: `${caseId}-${repeat}`,
    workflow_id: 'stub',
    status: 'succeeded',
    inputs: { ...inputs },
    outputs: {},
    error: null,
    started_at: time,
    finished_at: time,
    elapsed_ms: 20,
    total_tokens: 15,
    total_cost_usd: 0.01,
    total_steps: 1,
    exceptions_count: 0,
    nodes: [
      {
        id: 'run',
        node_id: 'llm',
        node_type: 'llm',
        title: 'LLM',
        status: 'succeeded',
        inputs: null,
        process_data: null,
        outputs: null,
        prompts: [],
        error: null,
        error_type: null,
        started_at: time,
        finished_at: time,
        elapsed_ms: 20,
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        cost_usd: 0.01,
        retries: [],
        execution_metadata: null,
      },
    ],
  }
}
