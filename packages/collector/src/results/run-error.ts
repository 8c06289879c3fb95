import type { RunTrace } from '@autoopt/trace'
import type { ResultError } from './test-result.ts'

/** Why the runs of a case count as failed, or `null` when each of them came to its end. */
export function runError(runs: readonly RunTrace[]): ResultError | null {
  const failed = runs.find(({ status }) => status !== 'succeeded' && status !== 'partial-succeeded')
  if (failed === undefined) return null
  const node = failed.nodes.findLast(({ status }) => status === 'failed')
  return {
    class: node?.error_type ?? 'workflow',
    message: failed.error ?? node?.error ?? `The run ended as ${failed.status} and gave no reason`,
    ...(node === undefined ? {} : { node_id: node.node_id }),
  }
}
