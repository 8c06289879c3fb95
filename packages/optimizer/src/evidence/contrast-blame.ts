import type { BlameSignal } from './blame-signal.ts'
import type { EditableNodes } from './editable-sources.ts'
import type { ObservedRun } from './observed-run.ts'

const weight = 0.5

/**
 * Learns from a pair of runs of one case with two wordings, of which one does better: half of the weight goes to the first node that
 * can be changed and whose outputs differ, the rest to all such nodes alike.
 */
export function contrastBlame(worse: ObservedRun, better: ObservedRun, { editable }: EditableNodes): BlameSignal[] {
  const outputs = new Map(better.runs.map(({ nodeId, output }) => [nodeId, output]))
  const differing = worse.runs.filter(
    ({ nodeId, output }) => editable.has(nodeId) && outputs.has(nodeId) && outputs.get(nodeId) !== output,
  )
  return differing.map(({ nodeId }, index) => ({
    nodeId,
    caseId: worse.result.case_id,
    source: 'contrast' as const,
    weight: weight * ((index === 0 ? 0.5 : 0) + 0.5 / differing.length),
    reason: `With ${better.result.variant_id} the case does better, and the output of this node is another.`,
  }))
}
