import { randomUUID } from 'node:crypto'
import type { RunTrace } from '@autoopt/trace'
import type { RunRequest } from './workflow-target.ts'

/** The trace of a run that did not begin, because the workflow does not take such inputs. */
export function refusedTrace({ inputs }: RunRequest, reason: string, workflowId: string): RunTrace {
  const now = new Date().toISOString()
  return {
    run_id: randomUUID(),
    workflow_id: workflowId,
    status: 'failed',
    inputs: { ...inputs },
    outputs: null,
    error: reason,
    started_at: now,
    finished_at: now,
    elapsed_ms: 0,
    total_tokens: 0,
    total_cost_usd: 0,
    total_steps: 0,
    exceptions_count: 0,
    nodes: [],
  }
}
