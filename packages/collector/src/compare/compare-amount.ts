import type { CaseRuns } from './case-runs.ts'
import { meanOf } from './mean-of.ts'
import type { CasePair } from './pair-cases.ts'
import type { AmountComparison } from './run-comparison.ts'

/** Compares an amount per case on the cases that have it with both variants. */
export function compareAmount(
  pairs: readonly CasePair[],
  amountOf: (runs: CaseRuns) => number | null,
): AmountComparison {
  const known = pairs.flatMap(({ baseline, candidate }) => {
    const amounts = { baseline: amountOf(baseline), candidate: amountOf(candidate) }
    return amounts.baseline === null || amounts.candidate === null
      ? []
      : [[amounts.baseline, amounts.candidate] as const]
  })
  const baseline = meanOf(known.map(([before]) => before))
  const candidate = meanOf(known.map(([, after]) => after))
  return {
    cases: known.length,
    unknown_cases: pairs.length - known.length,
    baseline,
    candidate,
    difference: baseline === null || candidate === null ? null : candidate - baseline,
    ratio: baseline === null || candidate === null || baseline === 0 ? null : candidate / baseline,
  }
}
