/**
 * An event as a version of Dify sends it. 1.12 gives every node the index 1 and no predecessor; 0.15 gives each retry of a node an
 * id of its own. A failed chatflow says so twice: `workflow_finished`, then `error`. Apps without a graph have no nodes to tell of.
 */
import { randomUUID } from 'node:crypto'
import type { RunEvent } from '@autoopt/trace'
import type { StubRun } from '../state/stub-run.ts'
import type { VersionTraits } from '../version-traits.ts'

interface WireContext {
  readonly run: StubRun
  readonly traits: VersionTraits
}

export function toWire(event: RunEvent, context: WireContext): object[] {
  const { run } = context
  const hasGraph = run.mode === 'workflow' || run.mode === 'advanced-chat'
  const isFailure = event.event === 'workflow_finished' && event.data.status === 'failed'
  const failure = isFailure && run.mode !== 'workflow' ? [failureOf(run, event.data.error)] : []
  const isTold = hasGraph || !('data' in event)
  return [...(isTold ? [sent(event, context)] : []), ...failure]
}

function sent(event: RunEvent, { run, traits }: WireContext): object {
  const ids = { task_id: run.taskId, ...('data' in event && { workflow_run_id: run.id }), ...chatIds(run) }
  if (!('data' in event)) return { ...event, ...ids }
  const data = { ...event.data } as Record<string, unknown>
  if (event.event === 'workflow_started' || event.event === 'workflow_finished') data['workflow_id'] = run.workflowId
  if (event.event.startsWith('node_')) {
    data['inputs_truncated'] = false
    if (!traits.isOld) Object.assign(data, { index: 1, predecessor_node_id: null })
    else if (event.event === 'node_retry') data['id'] = randomUUID()
  }
  if (event.event === 'workflow_finished') {
    data['created_by'] = { id: run.user, user: run.user }
    if (data['status'] === 'failed' && data['outputs'] === null && !traits.isOld) data['outputs'] = {}
  }
  return { ...event, ...ids, data }
}

function failureOf(run: StubRun, error: string | null): object {
  const message = `Run failed: ${error ?? ''}`
  return { event: 'error', code: 'invalid_param', status: 400, message, ...chatIds(run) }
}

function chatIds(run: StubRun): object {
  if (run.mode === 'workflow') return {}
  const message = { message_id: run.id, created_at: Math.floor(run.createdAt) }
  return run.mode === 'completion' ? message : { conversation_id: run.conversationId, ...message }
}
