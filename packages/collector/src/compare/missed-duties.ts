import { compareTexts } from '../analysis/compare-texts.ts'
import type { CasePair } from './pair-cases.ts'
import type { MissedDuty } from './run-comparison.ts'

/** Cases that must pass and do not in every repeat with the candidate, and gates that do not hold; regressions first. */
export function missedDuties(pairs: readonly CasePair[]): MissedDuty[] {
  return pairs
    .flatMap((pair) => [...missedPass(pair), ...brokenGate(pair)])
    .toSorted(
      (one, other) =>
        Number(other.regression) - Number(one.regression) ||
        compareTexts(other.kind, one.kind) ||
        compareTexts(one.case_id, other.case_id),
    )
}

function missedPass({ baseline, candidate }: CasePair): MissedDuty[] {
  const bound = baseline.must_pass || candidate.must_pass
  if (!bound || candidate.passed === candidate.scores.length) return []
  const regression = baseline.passed === baseline.scores.length
  return [{ case_id: candidate.case_id, kind: 'must_pass', regression }]
}

function brokenGate({ baseline, candidate }: CasePair): MissedDuty[] {
  return candidate.gateFailed ? [{ case_id: candidate.case_id, kind: 'gate', regression: !baseline.gateFailed }] : []
}
