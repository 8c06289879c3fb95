import type { BlameSignal } from './blame-signal.ts'
import { editableProducers, editableSources, type EditableNodes } from './editable-sources.ts'
import type { ObservedRun } from './observed-run.ts'

/** Of a failure in a node that can be changed, this much may come from what it was given. */
const producersShare = 0.25

/** Blames the first node that failed, or whoever gave it what it could not digest. */
export function errorBlame({ result, runs }: ObservedRun, nodes: EditableNodes): BlameSignal[] {
  const failed = runs.find(({ isFailed }) => isFailed)
  const nodeId = failed?.nodeId ?? result.error?.node_id
  if (nodeId === undefined) return []
  const reason = failed?.error ?? result.error?.message ?? 'The node failed.'
  const signals = (ids: readonly string[], weight: number): BlameSignal[] =>
    ids.map((id) => ({ nodeId: id, caseId: result.case_id, source: 'error', weight: weight / ids.length, reason }))
  if (!nodes.editable.has(nodeId)) return signals(editableSources(nodeId, runs, nodes), 1)
  const producers = editableProducers(nodeId, runs, nodes)
  if (producers.length === 0) return signals([nodeId], 1)
  return [...signals([nodeId], 1 - producersShare), ...signals(producers, producersShare)]
}
