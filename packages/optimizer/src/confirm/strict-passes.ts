import { type TestResult, wilsonInterval } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { ObservationStore, PairOptions } from '../race/observation-store.ts'
import type { FinalistReport } from './confirmation.ts'

/** The pass rates of two variants on the same cases. */
export interface StrictPasses extends Pick<FinalistReport, 'baseline_passes' | 'candidate_passes'> {
  /** Cases that only the candidate passes, and that only the baseline passes. */
  readonly wins: number
  readonly losses: number
}

/** Counts cases of which more than half of the runs pass, among those that both variants have run. */
export function strictPasses(
  cases: readonly TestCase[],
  { store, baseline, candidate, ...filter }: PairOptions & { readonly store: ObservationStore },
): StrictPasses {
  const counts = { cases: 0, baseline: 0, candidate: 0, wins: 0, losses: 0 }
  for (const { case_id: caseId } of cases) {
    const before = passes(store.results(baseline, { ...filter, caseId }))
    const after = passes(store.results(candidate, { ...filter, caseId }))
    if (before === undefined || after === undefined) continue
    counts.cases += 1
    counts.baseline += Number(before)
    counts.candidate += Number(after)
    counts.wins += Number(after && !before)
    counts.losses += Number(before && !after)
  }
  return {
    baseline_passes: rate(counts.baseline, counts.cases),
    candidate_passes: rate(counts.candidate, counts.cases),
    wins: counts.wins,
    losses: counts.losses,
  }
}

function passes(results: readonly TestResult[]): boolean | undefined {
  const ran = results.filter(({ status }) => status !== 'infra_error')
  if (ran.length === 0) return undefined
  return ran.filter(({ status }) => status === 'passed').length * 2 > ran.length
}

function rate(passed: number, cases: number): StrictPasses['baseline_passes'] {
  const { low, high } = cases === 0 ? { low: 0, high: 1 } : wilsonInterval({ successes: passed, total: cases })
  return { passed, cases, low, high }
}
