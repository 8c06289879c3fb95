import { parseDsl } from '@autoopt/dsl'
import type { DslDocument, StartInput } from '@autoopt/dsl'
import { AppNotRunnableError } from '../errors.ts'
import type { RuntimeNode } from '../nodes/node-runner.ts'
import { toValue } from '../values/to-value.ts'
import type { Value } from '../values/value.ts'
import type { SegmentType } from '../values/segment-type.ts'
import { basicAppGraph } from './basic-app-graph.ts'
import { planGraph } from './plan-graph.ts'
import type { GraphPlan } from './plan-graph.ts'
import { readVariables } from './read-variables.ts'
import { idOf, listOf, recordOf, textOf } from './untyped.ts'

/** A variable that a file declares for all nodes. */
export interface DeclaredVariable {
  readonly name: string
  readonly type: SegmentType
  readonly value: Value
  readonly secret: boolean
}

/** An app made ready to run any number of times. */
export interface RunnableApp {
  readonly document: DslDocument
  readonly mode: string
  readonly name: string
  readonly workflowId: string
  readonly inputs: readonly StartInput[]
  /** As the file holds them, for what {@link StartInput} leaves out. */
  readonly inputRecords: readonly Readonly<Record<string, unknown>>[]
  readonly environment: readonly DeclaredVariable[]
  readonly conversation: readonly DeclaredVariable[]
  readonly features: Readonly<Record<string, unknown>>
  readonly nodes: ReadonlyMap<string, RuntimeNode>
  /** The graph that starts at the start node. */
  readonly graph: GraphPlan
  /** The graph that starts at a child of a container. */
  graphFrom(rootId: string): GraphPlan
}

/**
 * Reads an app for running.
 *
 * @throws {@link AppNotRunnableError} when there is no node to start from; errors of `parseDsl` for other files.
 */
export function loadApp(source: DslDocument | string): RunnableApp {
  const document = typeof source === 'string' ? parseDsl(source) : source
  const { mode, app_name: name, workflow_id: workflowId, inputs } = document
  const { nodes, edges } = document.graph === undefined ? basicAppGraph(document) : readGraph(document)
  const root = findRoot(nodes)
  if (root === undefined) throw new AppNotRunnableError('the graph has no start node', { mode })
  const plans = new Map<string, GraphPlan>()
  const graphFrom = (rootId: string): GraphPlan => {
    const plan = plans.get(rootId) ?? planGraph(rootId, nodes, edges)
    plans.set(rootId, plan)
    return plan
  }
  return {
    document,
    mode,
    name,
    workflowId,
    inputs,
    inputRecords: listOf(root.data['variables']).map(recordOf),
    environment: readVariables(document.valueAt('/workflow/environment_variables')),
    conversation: readVariables(document.valueAt('/workflow/conversation_variables')),
    features: recordOf(toValue(document.valueAt('/workflow/features'))),
    nodes,
    graph: graphFrom(root.id),
    graphFrom,
  }
}

/** An edge of the graph, with the branch that takes it. */
export interface RuntimeEdge {
  readonly source: string
  readonly target: string
  readonly handle: string
}

function readGraph(document: DslDocument): { readonly nodes: Map<string, RuntimeNode>; readonly edges: RuntimeEdge[] } {
  const graph = recordOf(document.valueAt('/workflow/graph'))
  const nodes = readNodes(graph['nodes'])
  return { nodes, edges: readEdges(graph['edges'], nodes) }
}

function readNodes(value: unknown): Map<string, RuntimeNode> {
  const nodes = new Map<string, RuntimeNode>()
  for (const item of listOf(value).map(recordOf)) {
    const data = recordOf(item['data'])
    const id = idOf(item['id'])
    const type = textOf(data['type'])
    if (id === undefined || type === undefined || item['type'] === 'custom-note') continue
    nodes.set(id, { id, type, title: textOf(data['title']) ?? id, data })
  }
  return nodes
}

function readEdges(value: unknown, nodes: ReadonlyMap<string, RuntimeNode>): RuntimeEdge[] {
  return listOf(value).flatMap((item) => {
    const edge = recordOf(item)
    const [source, target] = [idOf(edge['source']), idOf(edge['target'])]
    if (source === undefined || target === undefined || !nodes.has(source) || !nodes.has(target)) return []
    return [{ source, target, handle: textOf(edge['sourceHandle']) ?? 'source' }]
  })
}

function findRoot(nodes: ReadonlyMap<string, RuntimeNode>): RuntimeNode | undefined {
  const all = [...nodes.values()]
  const starts = all.find(({ type }) => type === 'start')
  return starts ?? all.find(({ type }) => type === 'datasource' || type.startsWith('trigger-'))
}
