import { DslSyntaxError, DslTooLargeError } from '../errors.ts'
import { fieldOf, listOf, recordOf, textOf } from '../source/untyped.ts'
import type { UntypedRecord } from '../source/untyped.ts'
import type { YamlTree } from '../source/yaml-tree.ts'

/** A node of the file, notes left out. */
export interface AppNode {
  readonly id: string
  readonly type: string
  readonly title: string
  readonly path: readonly (string | number)[]
  readonly data: UntypedRecord
  readonly container_id: string | undefined
}

/** Dify stops a run at 500 steps; ten times as many nodes are still compared pair by pair in no time. */
const maxNodes = 5000

/**
 * Reads the nodes of a workflow in the order of the file. Notes (`custom-note`, or no `data.type`) are decoration.
 * @throws {@link DslSyntaxError} when a node has no id, or an id twice: prompts could not be told apart.
 * @throws {@link DslTooLargeError} when there are too many.
 */
export function readAppNodes(tree: YamlTree): AppNode[] {
  const items = listOf(fieldOf(tree.value, 'workflow', 'graph', 'nodes'))
  const nodes = items.flatMap((item, index) => readNode(tree, item, ['workflow', 'graph', 'nodes', index]) ?? [])
  if (nodes.length > maxNodes) {
    throw new DslTooLargeError(`The workflow has ${nodes.length} nodes; at most ${maxNodes} are read.`, {
      limit: 'nodes',
      maximum: maxNodes,
    })
  }
  refuseRepeatedIds(tree, nodes)
  return nodes
}

function readNode(tree: YamlTree, item: unknown, path: AppNode['path']): AppNode | undefined {
  const data = recordOf(fieldOf(item, 'data'))
  const type = textOf(data['type'])
  if (type === undefined || type === '' || fieldOf(item, 'type') === 'custom-note') return undefined
  const id = idOf(fieldOf(item, 'id'))
  if (id === undefined) refuse(tree, path, `This ${type} node has no id.`)
  const container_id = [data['iteration_id'], data['loop_id'], fieldOf(item, 'parentId')].map(idOf).find(Boolean)
  return { id, type, title: textOf(data['title']) ?? '', path, data, container_id }
}

/** A node id; numbers without quotes are read as text. */
export function idOf(id: unknown): string | undefined {
  if (typeof id === 'number') return String(id)
  return typeof id === 'string' && id !== '' ? id : undefined
}

function refuseRepeatedIds(tree: YamlTree, nodes: readonly AppNode[]): void {
  const seen = new Set<string>()
  for (const { id, path } of nodes) {
    if (seen.has(id)) refuse(tree, path, `A second node has the id ${JSON.stringify(id)}.`)
    seen.add(id)
  }
}

function refuse(tree: YamlTree, path: AppNode['path'], reason: string): never {
  throw new DslSyntaxError(
    `${reason} Each node of a workflow needs an id of its own.`,
    tree.positions.describe(tree.offsetOf(path)),
  )
}
