import { mcnemarTest } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { ObservationStore, PairOptions } from '../race/observation-store.ts'

/** Above this, more broken gates than before may well be chance. */
const likelyWorse = 0.2

export interface BrokenGates {
  /** Ids of cases whose gates were kept in every run and are broken in half of the runs or more. */
  readonly broken: readonly string[]
  /** Runs with a broken gate. */
  readonly before: number
  readonly after: number
  /** Whether more cases got worse than better by more than chance explains. */
  readonly isWorse: boolean
}

/** Compares how often gates fail. A gate that fails now and then with either variant is noise and no regression. */
export function brokenGates(
  cases: readonly TestCase[],
  { store, baseline, candidate, ...filter }: PairOptions & { readonly store: ObservationStore },
): BrokenGates {
  const broken: string[] = []
  const sums = { before: 0, after: 0, better: 0, worse: 0 }
  for (const { case_id: caseId } of cases) {
    const before = gateFailures(store, { variantId: baseline, ...filter, caseId })
    const after = gateFailures(store, { variantId: candidate, ...filter, caseId })
    if (before.runs === 0 || after.runs === 0) continue
    sums.before += before.failed
    sums.after += after.failed
    const change = after.failed / after.runs - before.failed / before.runs
    if (change > 0) sums.worse += 1
    if (change < 0) sums.better += 1
    if (before.failed === 0 && after.failed * 2 >= after.runs) broken.push(caseId)
  }
  const { before, after, better, worse } = sums
  const isWorse =
    worse > better && mcnemarTest({ wins: better, losses: worse }, { alternative: 'less' }).p < likelyWorse
  return { broken, before, after, isWorse }
}

function gateFailures(
  store: ObservationStore,
  {
    variantId,
    ...filter
  }: { readonly variantId: string; readonly caseId: string } & Pick<PairOptions, 'phase' | 'repeats'>,
): { failed: number; runs: number } {
  const ran = store.results(variantId, filter).filter(({ status }) => status !== 'infra_error')
  return { failed: ran.filter(({ gate_failed }) => gate_failed).length, runs: ran.length }
}
