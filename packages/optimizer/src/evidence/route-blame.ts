import { caseStrata } from '../splits/case-strata.ts'
import type { BlameSignal } from './blame-signal.ts'
import { editableSources, type EditableNodes } from './editable-sources.ts'
import type { ObservedRun } from './observed-run.ts'

const leastWitnesses = 2

/**
 * Blames the node that chose the branch, when a failing case left the way that all passing cases of its kind (same expected label, or same
 * tag) took. The way is the set of nodes that ran; without a graph nobody knows who chose, and nothing is blamed.
 */
export function routeBlame(run: ObservedRun, passing: readonly ObservedRun[], nodes: EditableNodes): BlameSignal[] {
  const { graph } = nodes
  if (graph === undefined || run.runs.length === 0) return []
  const taken = new Set(run.runs.map(({ nodeId }) => nodeId))
  const usual = usualWay(run, passing)
  const missed = usual.filter((nodeId) => !taken.has(nodeId))
  if (missed.length === 0) return []
  const router = run.runs.find(({ nodeId }) => {
    const handles = graph.edges.filter(({ source }) => source === nodeId)
    const isFork = new Set(handles.map(({ handle }) => handle)).size > 1
    return isFork && missed.some((id) => handles.some(({ target }) => target === id || graph.reaches(target, id)))
  })
  if (router === undefined || router.isFailed) return []
  const sources = editableSources(router.nodeId, run.runs, nodes)
  return sources.map((nodeId) => ({
    nodeId,
    caseId: run.result.case_id,
    source: 'route' as const,
    weight: 1 / sources.length,
    reason: `Cases of this kind that pass run through ${missed.join(', ')}; after ${router.nodeId} this one did not.`,
  }))
}

/** The nodes that ran in every passing case of the first kind that has witnesses enough. */
function usualWay({ testCase }: ObservedRun, passing: readonly ObservedRun[]): string[] {
  for (const stratum of caseStrata(testCase).toSorted(labelsFirst)) {
    const witnesses = passing.filter((one) => one.runs.length > 0 && caseStrata(one.testCase).includes(stratum))
    const [first, ...others] = witnesses.map(({ runs }) => runs.map(({ nodeId }) => nodeId))
    if (first === undefined || witnesses.length < leastWitnesses) continue
    return first.filter((nodeId) => others.every((way) => way.includes(nodeId)))
  }
  return []
}

function labelsFirst(one: string, other: string): number {
  return Number(one.startsWith('tag:')) - Number(other.startsWith('tag:'))
}
