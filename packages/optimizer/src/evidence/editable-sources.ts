import type { WorkflowGraph } from '@autoopt/dsl'
import type { NodeRun } from './node-run.ts'

/** What of a workflow can be changed. */
export interface EditableNodes {
  /** Ids of the nodes that hold a component. */
  readonly editable: ReadonlySet<string>
  /** Default: nodes follow each other in the order in which they ran. */
  readonly graph?: WorkflowGraph
}

/**
 * The nodes to change when something is wrong at `nodeId`: itself if it can be changed, else the nearest before it that can and that ran, on
 * each way that leads to it. Empty when there are none.
 */
export function editableSources(nodeId: string, runs: readonly NodeRun[], nodes: EditableNodes): string[] {
  if (nodes.editable.has(nodeId)) return [nodeId]
  return nodes.graph === undefined
    ? lastBefore(nodeId, runs, nodes)
    : nearestUpstream(nodeId, runs, { ...nodes, graph: nodes.graph })
}

/** The nodes that give to a node that can be changed itself, found the same way. */
export function editableProducers(nodeId: string, runs: readonly NodeRun[], nodes: EditableNodes): string[] {
  const editable = new Set(nodes.editable)
  editable.delete(nodeId)
  return editableSources(nodeId, runs, { ...nodes, editable })
}

function lastBefore(nodeId: string, runs: readonly NodeRun[], { editable }: EditableNodes): string[] {
  const position = runs.findIndex((run) => run.nodeId === nodeId)
  const before = position === -1 ? runs : runs.slice(0, position)
  const last = before.findLast((run) => editable.has(run.nodeId))
  return last === undefined ? [] : [last.nodeId]
}

function nearestUpstream(
  nodeId: string,
  runs: readonly NodeRun[],
  { editable, graph }: EditableNodes & { readonly graph: WorkflowGraph },
): string[] {
  const ran = new Set(runs.map((run) => run.nodeId))
  const found: string[] = []
  const seen = new Set([nodeId])
  let layer = [nodeId]
  while (layer.length > 0) {
    const before = layer.flatMap((id) => predecessors(id, graph)).filter((id) => ran.has(id) && !seen.has(id))
    for (const id of before) seen.add(id)
    found.push(...before.filter((id) => editable.has(id)))
    layer = before.filter((id) => !editable.has(id))
  }
  return [...new Set(found)]
}

function predecessors(nodeId: string, graph: WorkflowGraph): string[] {
  const before = graph.edges.filter(({ target }) => target === nodeId).map(({ source }) => source)
  const container = graph.node(nodeId)?.container_id
  return container === undefined ? before : [...before, container]
}
