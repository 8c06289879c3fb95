import type { TestCase } from '@autoopt/config'
import type { RunTrace } from '@autoopt/trace'
import type { Deployment, RunCall, RunRequest } from '../target/workflow-target.ts'

export interface RunCaseOptions extends RunCall {
  readonly repeat: number
}

/**
 * Runs a case: once, or once for each turn of its conversation until one fails.
 *
 * @throws `InfrastructureError` when a run of it does.
 */
export async function runCase(
  deployment: Deployment,
  testCase: TestCase,
  { repeat, ...call }: RunCaseOptions,
): Promise<RunTrace[]> {
  const runs: RunTrace[] = []
  try {
    for (const request of requestsOf(testCase, repeat)) {
      const last = runs.at(-1)
      if (last !== undefined && !hasSucceeded(last)) break
      const conversationId = last?.conversation_id
      runs.push(await deployment.run({ ...request, ...(conversationId === undefined ? {} : { conversationId }) }, call))
    }
    return runs
  } finally {
    const conversationId = runs[0]?.conversation_id
    if (conversationId !== undefined) await deployment.endConversation?.(conversationId)
  }
}

function requestsOf({ case_id: caseId, inputs, query, turns }: TestCase, repeat: number): RunRequest[] {
  if (turns === undefined) return [{ inputs, caseId, repeat, ...(query === undefined ? {} : { query }) }]
  return turns.map((turn) => ({ inputs: { ...inputs, ...turn.inputs }, query: turn.query, caseId, repeat }))
}

/** Whether a run came to its end. */
export function hasSucceeded({ status }: RunTrace): boolean {
  return status === 'succeeded' || status === 'partial-succeeded'
}
