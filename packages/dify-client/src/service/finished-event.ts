import type { RunEvent } from '@autoopt/trace'
import type { RunDetail } from '../records/run.ts'

/** The end of a run as it was looked up. */
export type RecoveredEvent = RunEvent & { readonly recovered: true }

/** The event that a stream would have ended with, made from the record of the run. */
export function finishedEvent(runId: string, detail: RunDetail): RecoveredEvent {
  const created_at = seconds(detail.created_at)
  return {
    event: 'workflow_finished',
    task_id: '',
    workflow_run_id: runId,
    recovered: true,
    data: {
      id: runId,
      workflow_id: detail.workflow_id ?? '',
      status: statusOf(detail.status),
      outputs: detail.outputs ?? null,
      error: detail.error ?? null,
      elapsed_time: detail.elapsed_time ?? 0,
      total_tokens: detail.total_tokens ?? 0,
      total_steps: detail.total_steps ?? 0,
      created_at,
      finished_at: seconds(detail.finished_at, created_at),
      exceptions_count: 0,
      files: [],
    },
  }
}

function statusOf(status: string | null | undefined): 'succeeded' | 'partial-succeeded' | 'failed' | 'stopped' {
  return status === 'succeeded' || status === 'partial-succeeded' || status === 'stopped' ? status : 'failed'
}

/** Old servers write times as dates. */
function seconds(time: number | string | null | undefined, otherwise = 0): number {
  if (typeof time === 'number') return time
  const parsed = time == null ? Number.NaN : Date.parse(time)
  return Number.isNaN(parsed) ? otherwise : parsed / 1000
}
