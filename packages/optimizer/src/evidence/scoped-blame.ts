import type { BlameSignal } from './blame-signal.ts'
import { editableSources, type EditableNodes } from './editable-sources.ts'
import type { ObservedRun } from './observed-run.ts'

/** Blames nodes whose own outputs were expected to be otherwise: the plainest signal there is. */
export function scopedBlame({ result, runs }: ObservedRun, nodes: EditableNodes): BlameSignal[] {
  return result.assertions.flatMap(({ node, passed, weight, gate, score, reason }) => {
    if (node === undefined || passed) return []
    const sources = editableSources(node, runs, nodes)
    const loss = Math.max(weight, gate ? 1 : 0) * (1 - Math.min(score, 0.9))
    return sources.map((nodeId) => ({
      nodeId,
      caseId: result.case_id,
      source: 'assertion' as const,
      weight: loss / sources.length,
      reason,
    }))
  })
}
