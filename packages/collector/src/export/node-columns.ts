import type { NodeMetrics } from '../analysis/metrics-schemas.ts'
import type { Column } from './result-columns.ts'

/** The table of nodes, one line each. */
export const nodeColumns: readonly Column<NodeMetrics>[] = [
  { name: 'workflow_id', value: (node) => node.workflow_id },
  { name: 'node_id', value: (node) => node.node_id },
  { name: 'title', value: (node) => node.title },
  { name: 'type', value: (node) => node.type },
  { name: 'runs', value: (node) => node.runs },
  { name: 'failed', value: (node) => node.failed },
  { name: 'mean_ms', value: (node) => node.execution_ms?.mean ?? null },
  { name: 'p50_ms', value: (node) => node.execution_ms?.p50 ?? null },
  { name: 'p95_ms', value: (node) => node.execution_ms?.p95 ?? null },
  { name: 'max_ms', value: (node) => node.execution_ms?.max ?? null },
  { name: 'total_tokens', value: (node) => node.total_tokens },
  { name: 'known_cost_usd', value: (node) => node.cost.known_usd },
  { name: 'runs_without_cost', value: (node) => node.cost.unknown_count },
]
