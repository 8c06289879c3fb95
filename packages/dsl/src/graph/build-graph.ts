import type { GraphEdge, GraphNode, WorkflowGraph } from '../graph.ts'
import { toPointer } from '../source/json-pointer.ts'
import { fieldOf, listOf, textOf } from '../source/untyped.ts'
import { idOf } from './app-node.ts'
import type { AppNode } from './app-node.ts'
import { findCertainNodes } from './certain-nodes.ts'
import { nodeBranches } from './node-branches.ts'
import { nodeOutputs } from './node-outputs.ts'
import { findReachableNodes } from './reachable-nodes.ts'
import { runOrder } from './run-order.ts'

/** Builds the graph of a workflow from its nodes and the value of `workflow.graph.edges`. */
export function buildGraph(appNodes: readonly AppNode[], edgeValues: unknown): WorkflowGraph {
  const byId = new Map(appNodes.map((node) => [node.id, node]))
  const nodes = appNodes.map((node) => graphNode(node, containerOf(node, byId)))
  const nodeById = new Map(nodes.map((node) => [node.id, node]))
  const edges = listOf(edgeValues).flatMap((value) => readEdge(value, byId) ?? [])
  const level = (id: string): string | undefined => nodeById.get(id)?.container_id
  const levelEdges = edges.filter(({ source, target }) => level(source) === level(target))
  const order = runOrder(nodes, levelEdges)
  const branches = new Map(appNodes.map(({ id, type, data }) => [id, nodeBranches(type, data)]))
  const isCertain = findCertainNodes({
    order,
    edges: levelEdges,
    entries: findEntries(nodes, levelEdges, byId),
    branches: (id) => branches.get(id),
  })
  const reaches = findReachableNodes(order, nodes, levelEdges)
  return {
    nodes,
    edges,
    order,
    node: (id) => nodeById.get(id),
    dominates: (source, reader) => source !== reader && isCertain(source, reader) && reaches(source, reader),
    reaches,
  }
}

function graphNode({ id, type, title, path, data }: AppNode, container: string | undefined): GraphNode {
  const node = { id, type, title, pointer: toPointer(path), outputs: nodeOutputs(type, data) }
  return container === undefined ? node : { ...node, container_id: container }
}

/** Dify's editor puts no container into another; deeper than this nobody has meant it. */
const maxContainers = 20

/** The container that a node names, if it is one, and if nodes do not hold each other in a circle. */
function containerOf(node: AppNode, byId: ReadonlyMap<string, AppNode>): string | undefined {
  const seen = new Set([node.id])
  for (let outer = containerNode(node, byId); outer !== undefined; outer = containerNode(outer, byId)) {
    if (seen.has(outer.id) || seen.size > maxContainers) return undefined
    seen.add(outer.id)
  }
  return containerNode(node, byId)?.id
}

function containerNode(node: AppNode, byId: ReadonlyMap<string, AppNode>): AppNode | undefined {
  const container = node.container_id === undefined ? undefined : byId.get(node.container_id)
  return container?.type === 'iteration' || container?.type === 'loop' ? container : undefined
}

function readEdge(value: unknown, byId: ReadonlyMap<string, AppNode>): GraphEdge | undefined {
  const source = idOf(fieldOf(value, 'source'))
  const target = idOf(fieldOf(value, 'target'))
  if (source === undefined || target === undefined || !byId.has(source) || !byId.has(target)) return undefined
  return { source, target, handle: textOf(fieldOf(value, 'sourceHandle')) ?? 'source' }
}

/** Nodes that run without an incoming edge, each with its container. */
function findEntries(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  byId: ReadonlyMap<string, AppNode>,
): Map<string, string | undefined> {
  const targets = new Set(edges.map(({ target }) => target))
  const marked = nodes.filter((node) => isMarkedEntry(node, byId))
  const levels = new Set(marked.map(({ container_id }) => container_id))
  const unmarked = nodes.filter(({ id, container_id }) => !levels.has(container_id) && !targets.has(id))
  return new Map([...marked, ...unmarked].map(({ id, container_id }) => [id, container_id]))
}

function isMarkedEntry({ id, type, container_id }: GraphNode, byId: ReadonlyMap<string, AppNode>): boolean {
  if (container_id === undefined) return type === 'start' || type === 'datasource' || type.startsWith('trigger-')
  const isNamed = fieldOf(byId.get(container_id)?.data, 'start_node_id') === id
  return isNamed || type === 'iteration-start' || type === 'loop-start'
}
