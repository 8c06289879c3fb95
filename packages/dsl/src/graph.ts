/** A node of a workflow graph; notes and group decorations are left out. */
export interface GraphNode {
  readonly id: string
  readonly type: string
  readonly title: string
  /** JSON Pointer to the node in the file. */
  readonly pointer: string
  /** The iteration or loop that holds the node. */
  readonly container_id?: string
  /**
   * Names of the variables that the node gives to later nodes, dotted names for known keys of objects
   * (`structured_output.city`); `undefined` when only a run can tell (tools, agents, code without declared outputs).
   */
  readonly outputs: readonly string[] | undefined
}

export interface GraphEdge {
  readonly source: string
  readonly target: string
  /** The branch taken: `source`, a case id, a class id, `fail-branch`. */
  readonly handle: string
}

export interface WorkflowGraph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  /** Node ids in an order in which each stands after the nodes it needs; a container stands before its children. */
  readonly order: readonly string[]
  node(id: string): GraphNode | undefined
  /**
   * Whether `source` has always run before `reader`, so that its outputs are there: it lies on every path from the start,
   * or on a parallel branch that `reader` waits for. False for the node itself, and for readers that never run.
   */
  dominates(source: string, reader: string): boolean
  /** Whether some path leads from `source` to `target`; containers lead to their children, and these to what follows. */
  reaches(source: string, target: string): boolean
}
