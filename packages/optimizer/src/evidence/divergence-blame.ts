import type { BlameSignal, BlameSource } from './blame-signal.ts'
import type { EditableNodes } from './editable-sources.ts'
import { editableSources } from './editable-sources.ts'
import { expectedFacts } from './expected-facts.ts'
import { holdsAll } from './fact-carriers.ts'
import type { ObservedRun } from './observed-run.ts'

/** What the node nearest to the answer gets when nothing else is known; the others that ran share the rest. */
const lastShare = 0.6

/**
 * Walks a run in its order and blames the first node after which something expected is not there:
 *
 * 1. a node that holds it in passing cases and does not hold it here;
 * 2. else, if it was there at some point, the first node behind that point that can be changed;
 * 3. else nobody knows: mostly the last node that can be changed, a little each before it.
 */
export function divergenceBlame(run: ObservedRun, carriers: ReadonlySet<string>, nodes: EditableNodes): BlameSignal[] {
  const { testCase, result, runs } = run
  const facts = expectedFacts(testCase, result)
  const signals = (ids: readonly string[], source: BlameSource, reason: string): BlameSignal[] =>
    ids.map((nodeId) => ({ nodeId, caseId: result.case_id, source, weight: 1 / ids.length, reason }))
  if (facts.length > 0) {
    const lacking = runs.find(({ nodeId, output }) => carriers.has(nodeId) && !holdsAll(output, facts))
    const sources = lacking === undefined ? [] : editableSources(lacking.nodeId, runs, nodes)
    if (lacking !== undefined && sources.length > 0)
      return signals(
        sources,
        'divergence',
        `${lacking.nodeId} holds what is expected in cases that pass, and lacks it here.`,
      )
    const held = runs.findLastIndex(({ output }) => holdsAll(output, facts))
    const next = held === -1 ? undefined : runs.slice(held + 1).find(({ nodeId }) => nodes.editable.has(nodeId))
    if (next !== undefined)
      return signals(
        [next.nodeId],
        'divergence',
        `${runs[held]?.nodeId} still holds what is expected; ${next.nodeId} loses it.`,
      )
  }
  return nearTheAnswer(run, nodes)
}

function nearTheAnswer({ result, runs }: ObservedRun, { editable }: EditableNodes): BlameSignal[] {
  const ran = runs.filter(({ nodeId }) => editable.has(nodeId))
  const before = ran.length - 1
  return ran.map(({ nodeId }, index) => ({
    nodeId,
    caseId: result.case_id,
    source: 'last' as const,
    weight: before === 0 ? 1 : index === before ? lastShare : (1 - lastShare) / before,
    reason:
      index === before ? 'It is the last node before the answer that can be changed.' : 'It ran before the answer.',
  }))
}
