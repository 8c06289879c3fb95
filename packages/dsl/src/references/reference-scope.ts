import type { AppMode } from '../dsl-document.ts'
import type { AppNode } from '../graph/app-node.ts'
import type { WorkflowGraph } from '../graph.ts'
import { fieldOf, listOf, textOf } from '../source/untyped.ts'

/** What the prompts of a file may read. */
export interface ReferenceScope {
  readonly mode: AppMode
  readonly graph: WorkflowGraph | undefined
  readonly nodes: ReadonlyMap<string, AppNode>
  /** Names of `env` and `conversation` variables. */
  readonly declared: ReadonlyMap<string, ReadonlySet<string>>
  /** Names of the start node's inputs, or of an app's form. */
  readonly inputs: ReadonlySet<string>
  /** Variables by node id. */
  readonly variables: ReadonlyMap<string, NodeVariables>
  /** Whether any path leads from a start or trigger to a node; Dify never runs the others. */
  runs(id: string): boolean
}

/** The variables of a node, by who can read them. */
interface NodeVariables {
  /** For later nodes; `undefined` when only a run can tell. */
  readonly outer: ReadonlySet<string> | undefined
  /** For the nodes inside a container. */
  readonly inner: ReadonlySet<string>
}

/** Collects the variables that a file declares. */
export function readReferenceScope(
  document: unknown,
  mode: AppMode,
  graph: WorkflowGraph | undefined,
  nodes: readonly AppNode[],
  inputs: readonly string[],
): ReferenceScope {
  const roots = nodes.filter(({ type }) => type === 'start' || type === 'datasource' || type.startsWith('trigger-'))
  const tools = listOf(fieldOf(document, 'model_config', 'external_data_tools'))
  return {
    mode,
    graph,
    nodes: new Map(nodes.map((node) => [node.id, node])),
    declared: new Map([
      ['env', names(fieldOf(document, 'workflow', 'environment_variables'), 'name')],
      ['conversation', names(fieldOf(document, 'workflow', 'conversation_variables'), 'name')],
    ]),
    inputs: new Set([...inputs, ...names(tools, 'variable')]),
    variables: new Map(nodes.map((node) => [node.id, variablesOf(node, graph)])),
    runs: (id) => roots.length === 0 || roots.some((root) => root.id === id || graph?.reaches(root.id, id) === true),
  }
}

function variablesOf({ id, type, data }: AppNode, graph: WorkflowGraph | undefined): NodeVariables {
  const outputs = graph?.node(id)?.outputs
  const inner = type === 'iteration' ? ['item'] : [...names(data['loop_variables'], 'label'), 'loop_round']
  return { outer: outputs === undefined ? undefined : new Set(outputs), inner: new Set([...inner, 'index']) }
}

function names(items: unknown, key: string): Set<string> {
  return new Set(listOf(items).flatMap((item) => textOf(fieldOf(item, key)) ?? []))
}
