import type { TestCase } from '@autoopt/config'
import { caseStrata } from './case-strata.ts'
import { splitCases } from './split-cases.ts'
import { planSplit } from './split-plan.ts'

const mostSalts = 256
const mostHashes = 200_000

/**
 * The salt, of up to 256 derived from `seed`, whose split has the fairest share of every stratum (tag, expected label) in every
 * part. Chosen once, when a dataset is first split; later cases are dealt by the same salt.
 */
export function balancedSalt(cases: readonly TestCase[], seed: number | string): string {
  const strata = new Map(cases.map((testCase) => [testCase, ['', ...caseStrata(testCase)]]))
  const tries = Math.max(1, Math.min(mostSalts, Math.floor(mostHashes / Math.max(1, cases.length))))
  let best = { salt: `${seed}:0`, unfairness: Number.POSITIVE_INFINITY }
  for (let index = 0; index < tries; index += 1) {
    const salt = `${seed}:${index}`
    const unfairness = measure(cases, { salt, strata })
    if (unfairness < best.unfairness) best = { salt, unfairness }
  }
  return best.salt
}

/** Pearson's distance between the counts of the strata in each part and their fair shares. */
function measure(
  cases: readonly TestCase[],
  { salt, strata }: { readonly salt: string; readonly strata: ReadonlyMap<TestCase, readonly string[]> },
): number {
  const totals = countStrata(cases, strata)
  let distance = 0
  for (const { part, share } of parts(cases, salt)) {
    const counts = countStrata(part, strata)
    for (const [stratum, total] of totals) {
      const fair = share * total
      distance += ((counts.get(stratum) ?? 0) - fair) ** 2 / fair
    }
  }
  return distance
}

function parts(cases: readonly TestCase[], salt: string): { part: readonly TestCase[]; share: number }[] {
  const split = splitCases(cases, { salt })
  switch (planSplit(cases.length).plan) {
    case 'three_way':
      return [
        { part: split.train, share: 0.5 },
        { part: split.selection, share: 0.3 },
        { part: split.holdout, share: 0.2 },
      ]
    case 'pooled':
      return [
        { part: split.train, share: 0.8 },
        { part: split.holdout, share: 0.2 },
      ]
    case 'cross_fit':
      return split.folds.map((part) => ({ part, share: 0.5 }))
    case 'too_few':
      return []
  }
}

function countStrata(
  cases: readonly TestCase[],
  strata: ReadonlyMap<TestCase, readonly string[]>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const testCase of cases)
    for (const stratum of strata.get(testCase) ?? []) counts.set(stratum, (counts.get(stratum) ?? 0) + 1)
  return counts
}
