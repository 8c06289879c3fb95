import { compareTexts } from '../analysis/compare-texts.ts'
import type { CaseRuns } from './case-runs.ts'
import type { RunComparison } from './run-comparison.ts'

/** One case with both variants. */
export interface CasePair {
  readonly baseline: CaseRuns
  readonly candidate: CaseRuns
}

export interface PairedRuns {
  /** By case id and content. */
  readonly pairs: readonly CasePair[]
  readonly leftOut: RunComparison['left_out']
}

type Cases = ReadonlyMap<string, CaseRuns>

/** Brings together what has the same id and the same content with both variants, and says what was left out. */
export function pairCases({
  baseline,
  candidate,
}: {
  readonly baseline: Cases
  readonly candidate: Cases
}): PairedRuns {
  const pairs: CasePair[] = []
  const lost: string[] = []
  for (const key of [...baseline.keys()].toSorted(compareTexts)) {
    const pair = { baseline: baseline.get(key), candidate: candidate.get(key) }
    if (pair.baseline === undefined || pair.candidate === undefined) continue
    if (pair.baseline.scores.length === 0 || pair.candidate.scores.length === 0) lost.push(pair.baseline.case_id)
    else pairs.push({ baseline: pair.baseline, candidate: pair.candidate })
  }
  return { pairs, leftOut: { ...unpaired(baseline, candidate), lost } }
}

function unpaired(
  baseline: Cases,
  candidate: Cases,
): Pick<PairedRuns['leftOut'], 'changed' | 'only_baseline' | 'only_candidate'> {
  const onlyBaseline = idsWithout(baseline, candidate)
  const onlyCandidate = idsWithout(candidate, baseline)
  return {
    changed: sorted(onlyBaseline, (id) => onlyCandidate.has(id)),
    only_baseline: sorted(onlyBaseline, (id) => !onlyCandidate.has(id)),
    only_candidate: sorted(onlyCandidate, (id) => !onlyBaseline.has(id)),
  }
}

function idsWithout(cases: Cases, others: Cases): Set<string> {
  return new Set([...cases].filter(([key]) => !others.has(key)).map(([, { case_id }]) => case_id))
}

function sorted(ids: ReadonlySet<string>, isMeant: (id: string) => boolean): string[] {
  return [...ids].filter(isMeant).toSorted(compareTexts)
}
