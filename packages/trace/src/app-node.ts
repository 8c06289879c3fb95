import type { NodeTrace } from './node-trace.ts'
import { readCost, readTokens, recordOf } from './read-execution.ts'
import type { MessageEndEvent } from './run-event.ts'

/**
 * The one node that stands for an app without a graph, whose stream tells of no nodes: its id is `app`. What it cost stands in the
 * usage of its message, as does the time that it took.
 */
export function appNode(event: MessageEndEvent, answer: string): NodeTrace {
  const usage = recordOf(event.metadata['usage'])
  const tokens = readTokens(null, usage)
  const latency = usage?.['latency']
  const elapsed_ms = typeof latency === 'number' && latency > 0 ? latency * 1000 : 0
  const startedMs = (event.created_at ?? 0) * 1000
  return {
    id: event.id,
    node_id: 'app',
    node_type: event.conversation_id === undefined ? 'completion' : 'chat',
    title: 'app',
    status: 'succeeded',
    inputs: null,
    process_data: null,
    outputs: { text: answer, ...(usage && { usage }) },
    prompts: [],
    error: null,
    error_type: null,
    started_at: new Date(startedMs).toISOString(),
    finished_at: new Date(startedMs + elapsed_ms).toISOString(),
    elapsed_ms,
    ...tokens,
    cost_usd: readCost(usage, tokens.total_tokens),
    retries: [],
    execution_metadata: null,
  }
}
