import { simplify } from '../confirm/simplify.ts'
import { type Candidate, toVariant } from '../search/candidate.ts'
import { changeParts } from './search/change-parts.ts'
import type { Search } from './search/search.ts'
import { unseenBy } from './search/shown-cases.ts'

/**
 * Leaves out the rules of the best wording that can go without harm, within the runs kept for that. It happens before the confirmation, so
 * that what is proven is what will be used.
 */
export async function simplifyIncumbent(search: Search, incumbent: Candidate): Promise<Candidate> {
  const { seed, plan, spending, store, evaluate, cases, name, signal } = search
  const parts = changeParts(search, incumbent)
  if (incumbent.id === seed.id || parts.edits.length < 2) return incumbent
  spending.plan({ runs: plan.runs, kept: plan.confirmRuns + plan.holdoutRuns })
  const { variant } = await simplify({
    winner: toVariant(incumbent, seed),
    baseline: toVariant(seed, seed),
    edits: parts.edits,
    build: parts.build,
    cases: unseenBy(search, [incumbent], cases),
    evaluate,
    store,
    seed: `${name}/simplify`,
    repeats: [0],
    maxRuns: Math.min(plan.simplifyRuns, spending.affordableRuns()),
    ...(signal === undefined ? {} : { signal }),
  })
  const simplified = parts.candidate(variant) ?? incumbent
  search.archive.set(simplified.id, simplified)
  return simplified
}
