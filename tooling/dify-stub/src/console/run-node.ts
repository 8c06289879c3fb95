/**
 * `POST /apps/:app/workflows/draft/nodes/:node/run`: runs one node of the draft. What it reads of other nodes comes with the request,
 * as `#node.variable#`; each of those nodes is replaced by one that gives just that.
 */
import { randomUUID } from 'node:crypto'
import { InvalidInputsError, type Recordings } from '@autoopt/runtime'
import { type Exchange, listOf, recordOf, textOf } from '../http/exchange.ts'
import { Refusal, sendJson } from '../http/reply.ts'
import type { Parameters } from '../http/router.ts'
import type { StubApp } from '../state/stub-app.ts'
import type { Workspace } from '../state/workspace.ts'
import { describeNode } from './describe-node.ts'
import { graphAppOf } from './workflows.ts'

type Values = Record<string, unknown>

export async function runNode({ json, response }: Exchange, parameters: Parameters, workspace: Workspace) {
  const app = graphAppOf(parameters, workspace)
  const { node: nodeId = '' } = parameters
  const given = readGiven(recordOf(json['inputs']))
  const query = textOf(json['query']) ?? textOf(given.get('sys')?.['query']) ?? 'query'
  const recordings: Recordings['recordings'] = Array.from(given, ([node_id, outputs]) => ({ node_id, outputs }))
  await using runtime = workspace.options.openRuntime({ format: 1, recordings })
  try {
    const file = fileOf(app, nodeId, given)
    const inputs = nodeOf(app, nodeId).data['type'] === 'start' ? (given.get(nodeId) ?? {}) : {}
    const { nodes } = await runtime.run(JSON.stringify(file), { inputs, user: 'console', query }).trace
    const node = nodes.find(({ node_id }) => node_id === nodeId)
    if (node === undefined) throw new Refusal(400, 'invalid_param', `Node ${nodeId} cannot be run alone`)
    sendJson(response, 200, describeNode(node, { index: 1, traits: workspace.traits }))
  } catch (error) {
    if (error instanceof InvalidInputsError) throw new Refusal(400, 'invalid_param', error.message)
    throw error
  }
}

/** The values of a request by node. */
function readGiven(inputs: Values): Map<string, Values> {
  const given = new Map<string, Values>()
  for (const [key, value] of Object.entries(inputs)) {
    const [, nodeId = '', name = ''] = /^#?([^.#]+)\.([^#]+?)#?$/.exec(key) ?? []
    if (nodeId !== '') given.set(nodeId, { ...given.get(nodeId), [name]: value })
  }
  return given
}

type GraphNode = Values & { readonly data: Values }

function nodesOf({ draft }: StubApp): GraphNode[] {
  return listOf(draft.graph['nodes']).map((item) => {
    const node = recordOf(item)
    return Object.assign(node, { data: recordOf(node['data']) })
  })
}

function nodeOf(app: StubApp, nodeId: string): GraphNode {
  const node = nodesOf(app).find((one) => one['id'] === nodeId)
  if (node === undefined) throw new Refusal(400, 'invalid_param', `Node not found: ${nodeId}`)
  return node
}

/** An app of the node, its children, and what stands for the nodes that it reads. */
function fileOf(app: StubApp, nodeId: string, given: ReadonlyMap<string, Values>): Values {
  const node = nodeOf(app, nodeId)
  const children = nodesOf(app).filter((one) => one['parentId'] === nodeId)
  const own = new Set<unknown>([nodeId, ...children.map((child) => child['id'])])
  const sources = [...given.keys()].filter((id) => !own.has(id) && !sharedIds.has(id))
  const start = { id: `start-${randomUUID()}`, type: 'custom', data: { type: 'start', title: 'start', variables: [] } }
  const before = node.data['type'] === 'start' ? [] : [start, ...sources.map(standIn)]
  const path = [...before.map(({ id }) => id), nodeId]
  const edges = [
    ...path.slice(1).map((target, index) => ({ source: path[index], target, sourceHandle: 'source' })),
    ...listOf(app.draft.graph['edges']).filter((edge) => own.has(recordOf(edge)['source'])),
  ]
  const remembered = given.get('conversation') ?? {}
  const conversation_variables = app.draft.conversation_variables.map((variable) => {
    const name = textOf(variable['name']) ?? ''
    return name in remembered ? { ...variable, value: remembered[name] } : variable
  })
  return app.toFile({ ...app.draft, graph: { nodes: [...before, node, ...children], edges }, conversation_variables })
}

/** What no node gives. */
const sharedIds: ReadonlySet<string> = new Set(['sys', 'env', 'conversation'])

/** A tool gives what was recorded of it, whatever it is asked. */
function standIn(id: string) {
  return { id, type: 'custom', data: { type: 'tool', title: id, tool_parameters: {} } }
}
