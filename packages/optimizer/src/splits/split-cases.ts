import type { TestCase } from '@autoopt/config'
import { caseFamily } from './case-family.ts'
import { hashShare } from './hash-share.ts'
import { type PlannedSplit, planSplit } from './split-plan.ts'

const holdoutShare = 0.2
const trainShareOfRest = 0.625

/** Cases dealt out; each list in the order of the cases given. */
export interface CaseSplit extends PlannedSplit {
  /** What reflection may read. */
  readonly train: readonly TestCase[]
  /** What candidates race and are confirmed on; the same list as `train` unless the plan is `three_way`. */
  readonly selection: readonly TestCase[]
  /** What nothing is chosen by. */
  readonly holdout: readonly TestCase[]
  /** Both halves of a `cross_fit`; otherwise empty. */
  readonly folds: readonly (readonly TestCase[])[]
  /** Held-out cases that have a copy among the others, or belong to their groups: they would prove nothing. */
  readonly leftOut: readonly TestCase[]
}

/** What a split depends on besides the cases. */
export interface SplitOptions {
  /** From `balancedSalt`; keep it with the record of the campaigns, as another salt deals anew. */
  readonly salt: string
  /** Ids of cases that an earlier campaign has read; they are never held out. */
  readonly read?: ReadonlySet<string>
}

/**
 * Deals cases out by the hash of their family (group or copies), so that under one plan adding cases moves none of the others,
 * wherever they are added. Cases that must pass are never held out: they take part in every comparison.
 */
export function splitCases(cases: readonly TestCase[], options: SplitOptions): CaseSplit {
  const planned = planSplit(cases.length)
  const none: readonly TestCase[] = []
  if (planned.plan === 'too_few')
    return { ...planned, train: cases, selection: cases, holdout: none, folds: none as [], leftOut: none }
  if (planned.plan === 'cross_fit')
    return { ...planned, train: cases, selection: cases, holdout: none, folds: halves(cases, options), leftOut: none }
  const parts = deal(cases, options)
  if (planned.plan === 'three_way') return { ...planned, ...parts, folds: [] }
  const known = new Set([...parts.train, ...parts.selection])
  const pooled = cases.filter((testCase) => known.has(testCase))
  return { ...planned, ...parts, train: pooled, selection: pooled, folds: [] }
}

function halves(cases: readonly TestCase[], { salt }: SplitOptions): TestCase[][] {
  const isFirst = (testCase: TestCase): boolean => hashShare(caseFamily(testCase), `${salt}:fold`) < 0.5
  return [cases.filter((testCase) => isFirst(testCase)), cases.filter((testCase) => !isFirst(testCase))]
}

function deal(
  cases: readonly TestCase[],
  options: SplitOptions,
): Pick<CaseSplit, 'train' | 'selection' | 'holdout' | 'leftOut'> {
  const train: TestCase[] = []
  const selection: TestCase[] = []
  const drawn: TestCase[] = []
  const known = new Set<string>()
  for (const testCase of cases) {
    const family = caseFamily(testCase)
    const share = hashShare(family, options.salt)
    const mayHoldOut = !testCase.must_pass && options.read?.has(testCase.case_id) !== true
    if (share < holdoutShare && mayHoldOut) drawn.push(testCase)
    else {
      known.add(family)
      ;(shareOfRest(share) < trainShareOfRest ? train : selection).push(testCase)
    }
  }
  const isKnown = (testCase: TestCase): boolean => known.has(caseFamily(testCase))
  return {
    train,
    selection,
    holdout: drawn.filter((testCase) => !isKnown(testCase)),
    leftOut: drawn.filter((testCase) => isKnown(testCase)),
  }
}

/** Cases from the held-out range that may not be held out spread over the rest like all others. */
function shareOfRest(share: number): number {
  return share < holdoutShare ? share / holdoutShare : (share - holdoutShare) / (1 - holdoutShare)
}
