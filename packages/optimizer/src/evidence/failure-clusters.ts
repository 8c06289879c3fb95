import { createHash } from 'node:crypto'
import type { AssertionResult, TestResult } from '@autoopt/collector'
import type { ClusterSummary } from '../reflect/reflection-job.ts'
import { reasonShape } from './reason-shape.ts'

/** Failures of one kind. */
export interface FailureCluster extends ClusterSummary {
  /** Ids of its cases, in the order of the results. */
  readonly caseIds: readonly string[]
}

export interface FailureClusters {
  /** The most frequent first. */
  readonly clusters: readonly FailureCluster[]
  /** The cluster of the heaviest failure of each failing case. */
  readonly mainCluster: ReadonlyMap<string, string>
}

/** Expected labels this short are part of the kind when several cases have them: a class that is confused with others. */
const longestLabel = 40

/**
 * Groups failures by what did not hold, on which node, and how the reason reads without its particulars. No model is asked. A case with
 * several failures is in several clusters. Ids stay the same from one set of results to the next.
 */
export function failureClusters(results: readonly TestResult[]): FailureClusters {
  const known = results.filter(({ score }) => score !== null)
  const all = new Set(known.map(({ case_id }) => case_id)).size
  const labels = sharedLabels(known)
  const found = known.flatMap((result) => failuresOf(result, labels))
  const clusters = new Map<string, { failure: Failure; caseIds: Set<string> }>()
  const mainCluster = new Map<string, string>()
  for (const failure of found.toSorted((one, other) => other.weight - one.weight)) {
    if (!mainCluster.has(failure.caseId)) mainCluster.set(failure.caseId, failure.id)
  }
  for (const failure of found) {
    const cluster = clusters.get(failure.id) ?? { failure, caseIds: new Set() }
    cluster.caseIds.add(failure.caseId)
    clusters.set(failure.id, cluster)
  }
  return {
    clusters: Array.from(clusters.values(), (one) => summarize(one, all)).toSorted(compareClusters),
    mainCluster,
  }
}

interface Failure {
  readonly id: string
  readonly caseId: string
  readonly nodeId: string | undefined
  readonly description: string
  readonly weight: number
}

function failuresOf(result: TestResult, labels: ReadonlySet<string>): Failure[] {
  const { case_id: caseId, error } = result
  if (error !== null) {
    const shape = reasonShape(error.message)
    const description = `The run fails (${error.class}): ${error.message}`
    return [
      {
        id: nameOf(['error', error.class, error.node_id ?? '', shape]),
        caseId,
        nodeId: error.node_id,
        description,
        weight: 1,
      },
    ]
  }
  return result.assertions.filter(({ passed }) => !passed).map((assertion) => failureOf(assertion, { caseId, labels }))
}

function failureOf(
  assertion: AssertionResult,
  { caseId, labels }: { readonly caseId: string; readonly labels: ReadonlySet<string> },
): Failure {
  const { type, node, output, weight, gate, score, judge, reason } = assertion
  const label = labelOf(assertion)
  const shared = label !== undefined && labels.has(label) ? label : ''
  return {
    id: nameOf([type, node ?? '', output ?? '', shared, judge === undefined ? reasonShape(reason) : '']),
    caseId,
    nodeId: node,
    description: describe(assertion, shared),
    weight: Math.max(weight, gate ? 1 : 0) * (1 - score),
  }
}

function nameOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
}

/** Labels that are expected more than once, whether they came or not: so a repaired case renames no cluster. */
function sharedLabels(results: readonly TestResult[]): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const { assertions } of results)
    for (const assertion of assertions) {
      const label = labelOf(assertion)
      if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1)
    }
  return new Set([...counts].filter(([, count]) => count > 1).map(([label]) => label))
}

function labelOf({ type, expected }: AssertionResult): string | undefined {
  return type === 'equals' && expected !== undefined && expected.length <= longestLabel ? expected : undefined
}

function describe({ type, node, reason, judge }: AssertionResult, label: string): string {
  const place = node === undefined ? 'the final output' : `the output of ${node}`
  const wanted = label === '' ? '' : ` where ${label} is expected`
  const example = judge === undefined ? reason : `for example: ${reason}`
  return `${type} does not hold on ${place}${wanted}: ${example}`
}

function summarize(
  { failure, caseIds }: { readonly failure: Failure; readonly caseIds: ReadonlySet<string> },
  of: number,
): FailureCluster {
  const { id, nodeId, description } = failure
  const node = nodeId === undefined ? {} : { nodeId }
  return { id, ...node, description, cases: caseIds.size, of, caseIds: [...caseIds] }
}

function compareClusters(one: FailureCluster, other: FailureCluster): number {
  return other.cases - one.cases || (one.id < other.id ? -1 : 1)
}
