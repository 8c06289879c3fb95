/** A node with the container that holds it. */
export interface OrderedNode {
  readonly id: string
  readonly container_id?: string
}

/**
 * Node ids in topological order, nodes of equal rank as in the file; a container stands before its children, and these
 * before what follows the container. Nodes in a circle, which Dify does not run, come last within their container.
 */
export function runOrder(
  nodes: readonly OrderedNode[],
  edges: readonly { readonly source: string; readonly target: string }[],
): string[] {
  const successors = new Map<string, string[]>(nodes.map(({ id }) => [id, []]))
  for (const { source, target } of edges) successors.get(source)?.push(target)
  const children = new Map<string | undefined, string[]>()
  for (const { id, container_id } of nodes) {
    const level = children.get(container_id)
    if (level === undefined) children.set(container_id, [id])
    else level.push(id)
  }

  const order: string[] = []
  const pending = sortLevel(children.get(undefined) ?? [], successors).toReversed()
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    order.push(id)
    for (const child of sortLevel(children.get(id) ?? [], successors).toReversed()) pending.push(child)
  }
  return order
}

/** Kahn's algorithm on the nodes of one container. */
function sortLevel(ids: readonly string[], successors: ReadonlyMap<string, readonly string[]>): string[] {
  const waiting = new Map(ids.map((id) => [id, 0]))
  for (const id of ids) {
    for (const target of successors.get(id) ?? []) {
      const count = waiting.get(target)
      if (count !== undefined) waiting.set(target, count + 1)
    }
  }
  const sorted = ids.filter((id) => waiting.get(id) === 0)
  for (const id of sorted) {
    for (const target of successors.get(id) ?? []) {
      const count = waiting.get(target)
      if (count === undefined) continue
      waiting.set(target, count - 1)
      if (count === 1) sorted.push(target)
    }
  }
  const placed = new Set(sorted)
  return [...sorted, ...ids.filter((id) => !placed.has(id))]
}
