import type { NodeTrace } from '@autoopt/trace'
import type { VersionTraits } from '../version-traits.ts'

/** The run of a node, as the console tells it. */
export function describeNode(
  node: NodeTrace,
  { index, traits }: { readonly index: number; readonly traits: VersionTraits },
): object {
  const { id, node_id, node_type, title, inputs, outputs, process_data, status, error, elapsed_ms } = node
  return {
    id,
    index,
    predecessor_node_id: null,
    node_id,
    node_type,
    title,
    inputs,
    process_data,
    outputs,
    status,
    error,
    elapsed_time: elapsed_ms / 1000,
    execution_metadata: { total_tokens: node.total_tokens, total_price: String(node.cost_usd ?? 0), currency: 'USD' },
    extras: {},
    created_at: seconds(node.started_at),
    created_by_role: 'account',
    finished_at: seconds(node.finished_at),
    ...(!traits.isOld && { inputs_truncated: false, outputs_truncated: false, process_data_truncated: false }),
  }
}

function seconds(time: string | null): number | null {
  return time === null ? null : Math.floor(Date.parse(time) / 1000)
}
