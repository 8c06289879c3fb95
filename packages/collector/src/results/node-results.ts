import type { NodeTrace, RunTrace } from '@autoopt/trace'
import type { NodeResult } from './test-result.ts'

/** What became of each node run, turn by turn in the order in which they started. */
export function nodeResults(runs: readonly RunTrace[]): NodeResult[] {
  return runs.flatMap((run, turn) =>
    run.nodes.map((node) => ({ ...nodeResult(node), ...(runs.length > 1 ? { turn } : {}) })),
  )
}

function nodeResult(node: NodeTrace): NodeResult {
  const round = node.iteration_index ?? node.loop_index
  return {
    node_id: node.node_id,
    title: node.title,
    type: node.node_type,
    status: node.status,
    elapsed_ms: node.elapsed_ms,
    total_tokens: node.total_tokens,
    total_cost_usd: node.cost_usd,
    error: node.error,
    ...(round === undefined ? {} : { iteration_index: round }),
  }
}
