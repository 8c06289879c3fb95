import type { NodeResult, TestResult } from '../results/test-result.ts'
import { DurationTally } from './duration-tally.ts'
import { getOrCreate } from './get-or-create.ts'
import { KnownCost } from './known-cost.ts'
import type { NodeMetrics } from './metrics-schemas.ts'
import { compareTexts } from './compare-texts.ts'

/** Counts the runs of each node, by workflow and node id. */
export class NodeTallies {
  readonly #nodes = new Map<string, NodeTally>()

  add({ workflow_id, nodes }: TestResult): void {
    for (const node of nodes) this.#of(workflow_id, node.node_id).add(node)
  }

  merge(other: NodeTallies): void {
    for (const tally of other.#nodes.values()) this.#of(tally.workflowId, tally.nodeId).merge(tally)
  }

  /** By workflow and node id. */
  metrics(): NodeMetrics[] {
    return [...this.#nodes.entries()]
      .toSorted(([one], [other]) => compareTexts(one, other))
      .map(([, tally]) => tally.metrics())
  }

  #of(workflowId: string, nodeId: string): NodeTally {
    return getOrCreate(this.#nodes, JSON.stringify([workflowId, nodeId]), () => new NodeTally(workflowId, nodeId))
  }
}

class NodeTally {
  readonly workflowId: string
  readonly nodeId: string
  /** Of several titles or types the first in the alphabet counts, as it does not depend on the order of the rows. */
  #title: string | undefined
  #type: string | undefined
  #runs = 0
  #failed = 0
  #tokens = 0
  readonly #duration = new DurationTally()
  readonly #cost = new KnownCost()

  constructor(workflowId: string, nodeId: string) {
    this.workflowId = workflowId
    this.nodeId = nodeId
  }

  add(node: NodeResult): void {
    this.#name(node.title, node.type)
    this.#runs += 1
    if (node.status === 'failed' || node.status === 'exception') this.#failed += 1
    this.#tokens += node.total_tokens
    this.#duration.add(node.elapsed_ms)
    this.#cost.add(node.total_cost_usd)
  }

  merge(other: NodeTally): void {
    this.#name(other.#title, other.#type)
    this.#runs += other.#runs
    this.#failed += other.#failed
    this.#tokens += other.#tokens
    this.#duration.merge(other.#duration)
    this.#cost.merge(other.#cost)
  }

  metrics(): NodeMetrics {
    return {
      workflow_id: this.workflowId,
      node_id: this.nodeId,
      title: this.#title ?? '',
      type: this.#type ?? '',
      runs: this.#runs,
      failed: this.#failed,
      execution_ms: this.#duration.metrics(),
      total_tokens: this.#tokens,
      cost: this.#cost.metrics(),
    }
  }

  #name(title: string | undefined, type: string | undefined): void {
    this.#title = firstOf(this.#title, title)
    this.#type = firstOf(this.#type, type)
  }
}

function firstOf(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return compareTexts(one, other) <= 0 ? one : other
}
