import type { TestCase } from '@autoopt/config'
import type { ObservationStore, PairOptions, ResultFilter } from './observation-store.ts'

/** Ids of the cases that must pass and that the candidate passes less often than the baseline, as far as both have run. */
export function brokenCases(
  cases: readonly TestCase[],
  { store, baseline, candidate, baselineRepeats, ...filter }: PairOptions & { readonly store: ObservationStore },
): string[] {
  const baselineFilter = baselineRepeats === undefined ? filter : { ...filter, repeats: baselineRepeats }
  const passRate = (variantId: string, options: ResultFilter & { readonly caseId: string }): number | undefined => {
    const ran = store.results(variantId, options).filter(({ status }) => status !== 'infra_error')
    return ran.length === 0 ? undefined : ran.filter(({ status }) => status === 'passed').length / ran.length
  }
  return cases.flatMap(({ case_id, must_pass }) => {
    if (!must_pass) return []
    const before = passRate(baseline, { ...baselineFilter, caseId: case_id })
    const after = passRate(candidate, { ...filter, caseId: case_id })
    return before !== undefined && after !== undefined && after < before ? [case_id] : []
  })
}
