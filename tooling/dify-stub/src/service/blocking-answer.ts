import { Refusal } from '../http/reply.ts'
import type { StubRun } from '../state/stub-run.ts'

/** What a blocking call answers when the run has ended. A failed workflow is a success of the call, a failed chatflow is not. */
export function blockingAnswer(run: StubRun): object {
  const { id, taskId, mode, workflowId, conversationId, trace, createdAt, finishedAt = createdAt } = run
  if (trace === undefined) throw new Error('The run has not ended')
  const [created_at, finished_at] = [Math.floor(createdAt), Math.floor(finishedAt)]
  if (mode === 'workflow') {
    const { status, outputs, error, elapsed_ms, total_tokens, total_steps } = trace
    const counts = { elapsed_time: elapsed_ms / 1000, total_tokens, total_steps, created_at, finished_at }
    return {
      task_id: taskId,
      workflow_run_id: id,
      data: { id, workflow_id: workflowId, status, outputs, error, ...counts },
    }
  }
  if (trace.status === 'failed') throw new Refusal(400, 'invalid_param', `Run failed: ${trace.error ?? ''}`)
  const talk = mode === 'completion' ? {} : { conversation_id: conversationId }
  const ids = { task_id: taskId, id, message_id: id, ...talk }
  return { event: 'message', ...ids, mode, answer: trace.answer ?? '', metadata: {}, created_at }
}
