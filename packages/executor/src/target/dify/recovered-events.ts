import type { NodeExecution } from '@autoopt/dify-client'
import type { NodeFinishedEvent, NodeStartedEvent } from '@autoopt/trace'

export type NodeEvent = NodeStartedEvent | NodeFinishedEvent

const seconds = (time: unknown): number => (typeof time === 'number' ? time : 0)

/** The events of nodes that a broken stream did not bring, from the server's own record. */
export function recoveredEvents(executions: readonly NodeExecution[], taskId: string): NodeEvent[] {
  return executions.flatMap((execution): NodeEvent[] => {
    const { id, node_id, node_type, title, inputs, process_data, outputs, status, error, execution_metadata } =
      execution
    const created_at = seconds(execution['created_at'])
    const node = { id, node_id, node_type, title, index: 1, predecessor_node_id: null, created_at }
    const end = {
      ...node,
      inputs: inputs ?? null,
      process_data: process_data ?? null,
      outputs: outputs ?? null,
      error: error ?? null,
      elapsed_time: execution.elapsed_time ?? 0,
      execution_metadata: execution_metadata ?? null,
      finished_at: seconds(execution['finished_at']),
      status: nodeStatusOf(status),
    }
    return [
      { event: 'node_started', task_id: taskId, data: { ...node, inputs: null } },
      { event: 'node_finished', task_id: taskId, data: end },
    ]
  })
}

function nodeStatusOf(status: string): 'succeeded' | 'failed' | 'exception' | 'stopped' {
  return status === 'succeeded' || status === 'exception' || status === 'stopped' ? status : 'failed'
}
