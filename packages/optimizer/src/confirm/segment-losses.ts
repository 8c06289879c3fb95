import { posteriorDifference } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { ObservationStore, ObservedPair, PairOptions } from '../race/observation-store.ts'

/** Fewer cases are not looked at on their own. */
const leastCases = 8

export interface SegmentLoss {
  /** The tag. */
  readonly segment: string
  /** By how much the mean score fell, drawn towards 0 as a few cases deserve. */
  readonly loss: number
  readonly caseIds: readonly string[]
}

/** Segments (cases that share a tag, but not all cases) that lose more than `margin`, the greatest loss first. */
export function segmentLosses(
  cases: readonly TestCase[],
  { store, margin, ...pairing }: PairOptions & { readonly store: ObservationStore; readonly margin: number },
): SegmentLoss[] {
  const pairs = new Map(store.pairs(cases, pairing).map((pair) => [pair.caseId, pair]))
  const losses: SegmentLoss[] = []
  for (const [segment, members] of bySegment(cases, pairs)) {
    if (members.length < leastCases || members.length === pairs.size) continue
    const loss = -posteriorDifference(members).mean
    if (loss > margin) losses.push({ segment, loss, caseIds: members.map(({ caseId }) => caseId) })
  }
  return losses.toSorted((one, other) => other.loss - one.loss)
}

function bySegment(
  cases: readonly TestCase[],
  pairs: ReadonlyMap<string, ObservedPair>,
): ReadonlyMap<string, readonly ObservedPair[]> {
  const segments = new Map<string, ObservedPair[]>()
  for (const testCase of cases) {
    const pair = pairs.get(testCase.case_id)
    if (pair === undefined) continue
    for (const tag of new Set(testCase.tags)) {
      const members = segments.get(tag)
      if (members === undefined) segments.set(tag, [pair])
      else members.push(pair)
    }
  }
  return segments
}
