import type { TestCase } from '@autoopt/config'
import { toVariant } from '../../search/candidate.ts'
import { fallsShort } from '../../evidence/falls-short.ts'
import { evaluateMissing } from '../../race/evaluate-missing.ts'
import { requireEnough } from '../../race/require-enough.ts'
import { variantIdOf } from './candidate-ids.ts'
import type { Search } from './search.ts'

/** With fewer failing cases there is little to learn from. */
const enoughFailures = 3

/** What the first look at the seed shows. */
export interface FirstLook {
  /** How many cases, from the first on, were run. */
  readonly cases: number
  /** Whether all cases pass in full, so that nothing is left to be learnt. */
  readonly isSaturated: boolean
}

/**
 * Runs the seed on a few cases, and on more of them until some fail.
 *
 * @throws {@link TooManyMissingError} when more than a fifth of the runs has no score.
 */
export async function lookAtSeed(search: Search): Promise<FirstLook> {
  const { cases, plan, spending } = search
  let seen = 0
  while (seen < cases.length) {
    const step = Math.min(plan.firstCases, cases.length - seen)
    if (seen > 0 && step > spending.affordableRuns()) {
      spending.noteShortage()
      break
    }
    await runSeed(search, cases.slice(seen, seen + step))
    seen += step
    if (failures(search) >= Math.min(enoughFailures, cases.length)) break
  }
  return { cases: seen, isSaturated: failures(search) === 0 }
}

async function runSeed(search: Search, cases: readonly TestCase[]): Promise<void> {
  const variant = toVariant(search.seed, search.seed)
  const { store, evaluate, signal } = search
  const common = { repeats: [0], keepTraces: true, purpose: 'baseline' as const }
  await evaluateMissing({ variant, cases, ...common, ...(signal === undefined ? {} : { signal }) }, { store, evaluate })
  requireEnough([variant], { cases, repeats: [0], store })
}

function failures(search: Search): number {
  return search.store.results(variantIdOf(search.seed, search)).filter(fallsShort).length
}
