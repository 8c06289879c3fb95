import type { OrderedNode } from './run-order.ts'

/**
 * Which node leads to which. A container leads to its children, and a child to whatever its container leads to. Sets
 * are the bits of a bigint, built against the topological order.
 */
export function findReachableNodes(
  order: readonly string[],
  nodes: readonly OrderedNode[],
  edges: readonly { readonly source: string; readonly target: string }[],
): (source: string, target: string) => boolean {
  const position = new Map(order.map((id, index) => [id, index]))
  const containers = new Map(nodes.map(({ id, container_id }) => [id, container_id]))
  const targets = new Map<string, Set<string>>(order.map((id) => [id, new Set()]))
  for (const { source, target } of edges) targets.get(source)?.add(target)

  const after = new Map<string, bigint>()
  const inside = new Map<string, bigint>()
  for (const id of order.toReversed()) {
    let reached = 0n
    for (const target of targets.get(id) ?? [])
      reached |= (after.get(target) ?? 0n) | bit(position.get(target)) | (inside.get(target) ?? 0n)
    after.set(id, reached)
    const container = containers.get(id)
    if (container !== undefined)
      inside.set(container, (inside.get(container) ?? 0n) | bit(position.get(id)) | (inside.get(id) ?? 0n))
  }
  return (source, target) => {
    const wanted = bit(position.get(target))
    if (((inside.get(source) ?? 0n) & wanted) !== 0n) return true
    for (let id: string | undefined = source; id !== undefined; id = containers.get(id)) {
      if (((after.get(id) ?? 0n) & wanted) !== 0n) return true
    }
    return false
  }
}

function bit(position: number | undefined): bigint {
  return position === undefined ? 0n : 1n << BigInt(position)
}
