import type { RuntimeNode } from '../nodes/node-runner.ts'
import type { RuntimeEdge } from './load-app.ts'

/** A node with its place in a graph. */
export interface PlannedNode {
  readonly node: RuntimeNode
  readonly outgoing: readonly PlannedEdge[]
  /** How many edges lead to it. */
  readonly incoming: number
}

/** An edge of a graph. */
export interface PlannedEdge {
  readonly index: number
  readonly source: string
  readonly target: string
  readonly handle: string
}

/** The part of a file's graph that one starting node leads to. Nodes and edges that it does not lead to never run. */
export interface GraphPlan {
  readonly rootId: string
  readonly nodes: ReadonlyMap<string, PlannedNode>
}

/** Finds what a node leads to. */
export function planGraph(
  rootId: string,
  nodes: ReadonlyMap<string, RuntimeNode>,
  edges: readonly RuntimeEdge[],
): GraphPlan {
  const bySource = groupBy(edges, 'source')
  const reached = new Set([rootId])
  for (const id of reached) for (const { target } of bySource.get(id) ?? []) reached.add(target)

  const planned = edges
    .filter(({ source }) => reached.has(source))
    .map(({ source, target, handle }, index) => ({ index, source, target, handle }))
  const outgoing = groupBy(planned, 'source')
  const incoming = groupBy(planned, 'target')
  const entries = [...reached].flatMap((id): [string, PlannedNode][] => {
    const node = nodes.get(id)
    if (node === undefined) return []
    return [[id, { node, outgoing: outgoing.get(id) ?? [], incoming: incoming.get(id)?.length ?? 0 }]]
  })
  return { rootId, nodes: new Map(entries) }
}

function groupBy<Edge extends RuntimeEdge>(edges: readonly Edge[], end: 'source' | 'target'): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>()
  for (const edge of edges) {
    const group = groups.get(edge[end])
    if (group === undefined) groups.set(edge[end], [edge])
    else group.push(edge)
  }
  return groups
}
