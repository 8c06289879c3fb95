/**
 * Which nodes have certainly run when a node runs.
 *
 * Dify starts a node when each of its incoming edges is taken or skipped and at least one is taken. So a node after a
 * parallel fan-out waits for all of it, which textbook dominators (every *path* passes through) do not see: with
 * start → a, start → b, a → r, b → r, both a and b have run when r runs, though neither lies on every path. Hence:
 *
 * 1. `follows(n)`, against the topological order: what is bound to run once n runs. n itself; of a plain node, what
 *    follows all its targets; of a branching node, what follows every one of its branches.
 * 2. `certain(n)`, in topological order: what has run, or is bound to, when n runs. n itself and what follows it, and
 *    what holds over *every* incoming edge p → n: all of certain(p), and what follows the branch taken.
 *
 * A node of certain(n) that leads to n has run before n. Where no branches run in parallel this is the classic
 * dominator relation; it errs only by leaving out (two if-else nodes that test the same thing). Sets are the bits of a
 * bigint: 5000 nodes take some megabytes.
 */
export interface RunGraph {
  /** Topological order. */
  readonly order: readonly string[]
  /** Edges that run against the order are ignored. */
  readonly edges: readonly { readonly source: string; readonly target: string; readonly handle: string }[]
  /** Nodes that need no incoming edge: the start, and the first nodes of containers, which run under that container. */
  readonly entries: ReadonlyMap<string, string | undefined>
  /** The handles of which a branching node takes one; `undefined` for a node that takes all its edges. */
  branches(id: string): readonly string[] | undefined
}

/** @returns whether `id` has run, or is bound to, whenever `reader` runs; false for readers that never run. */
export function findCertainNodes(graph: RunGraph): (id: string, reader: string) => boolean {
  const position = new Map(graph.order.map((id, index) => [id, index]))
  const bitOf = (id: string): bigint => 1n << BigInt(position.get(id) ?? 0)
  const ways = findWays(graph, position)
  const { follows, followsBranch } = lookAhead(graph, ways, bitOf)
  const incoming = groupBy(ways, ({ target }) => target)
  const certain = new Map<string, bigint>()
  for (const id of graph.order) {
    const before = (incoming.get(id) ?? []).flatMap(({ source, branch }) => {
      const known = certain.get(source)
      return known === undefined ? [] : [known | (followsBranch.get(branch) ?? 0n)]
    })
    const container = certain.get(graph.entries.get(id) ?? '')
    if (container !== undefined) before.push(container)
    const isRoot = graph.entries.has(id) && graph.entries.get(id) === undefined
    if (before.length > 0 || isRoot) certain.set(id, intersection(before) | (follows.get(id) ?? 0n))
  }
  return (id, reader) => position.has(id) && ((certain.get(reader) ?? 0n) & bitOf(id)) !== 0n
}

/** An edge with the key of the branch that it belongs to; equal ones count once. */
interface Way {
  readonly source: string
  readonly target: string
  readonly branch: string
}

function findWays(graph: RunGraph, position: ReadonlyMap<string, number>): Way[] {
  const ways = new Map<string, Way>()
  for (const { source, target, handle } of graph.edges) {
    const [from, to] = [position.get(source), position.get(target)]
    if (from === undefined || to === undefined || from >= to) continue
    const branch = branchKey(source, graph.branches(source) === undefined ? anyHandle : handle)
    ways.set(`${branch}${target}`, { source, target, branch })
  }
  return [...ways.values()]
}

function lookAhead(
  graph: RunGraph,
  ways: readonly Way[],
  bitOf: (id: string) => bigint,
): { follows: Map<string, bigint>; followsBranch: Map<string, bigint> } {
  const follows = new Map<string, bigint>()
  const followsBranch = new Map<string, bigint>()
  const outgoing = groupBy(ways, ({ source }) => source)
  for (const id of graph.order.toReversed()) {
    for (const { branch, target } of outgoing.get(id) ?? []) {
      followsBranch.set(branch, (followsBranch.get(branch) ?? 0n) | (follows.get(target) ?? 0n))
    }
    const handles = graph.branches(id) ?? [anyHandle]
    follows.set(id, intersection(handles.map((handle) => followsBranch.get(branchKey(id, handle)) ?? 0n)) | bitOf(id))
  }
  return { follows, followsBranch }
}

const anyHandle = ''

function branchKey(id: string, handle: string): string {
  return JSON.stringify([id, handle])
}

/** The members of all sets; of no set, none. */
function intersection(sets: readonly bigint[]): bigint {
  return sets.length === 0 ? 0n : sets.reduce((common, set) => common & set)
}

function groupBy(ways: readonly Way[], keyOf: (way: Way) => string): Map<string, Way[]> {
  const groups = new Map<string, Way[]>()
  for (const way of ways) {
    const group = groups.get(keyOf(way))
    if (group === undefined) groups.set(keyOf(way), [way])
    else group.push(way)
  }
  return groups
}
