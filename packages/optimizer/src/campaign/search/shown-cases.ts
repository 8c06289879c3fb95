import type { TestCase } from '@autoopt/config'
import { demonstratedCases } from '../../reflect/demonstrations.ts'
import type { Candidate } from '../../search/candidate.ts'
import { caseFamily } from '../../splits/case-family.ts'
import type { Search } from './search.ts'

type Archive = Pick<Search, 'archive'>

/** Ids of the cases that a wording, or one that it comes from, shows as examples: it may hold them still, in whatever words. */
export function shownCases({ archive }: Archive, candidate: Candidate): ReadonlySet<string> {
  const shown = new Set<string>()
  const met = new Set<string>()
  const waiting = [candidate]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (met.has(next.id)) continue
    met.add(next.id)
    for (const id of demonstratedCases(next.edits)) shown.add(id)
    for (const parent of next.parents) {
      const known = archive.get(parent)
      if (known !== undefined) waiting.push(known)
    }
  }
  return shown
}

/** The cases that say something about all of these wordings: those that none of them shows, nor copies of such. */
export function unseenBy(
  search: Archive,
  candidates: readonly Candidate[],
  cases: readonly TestCase[],
): readonly TestCase[] {
  const shown = new Set(candidates.flatMap((candidate) => [...shownCases(search, candidate)]))
  if (shown.size === 0) return cases
  const families = new Set(cases.filter(({ case_id }) => shown.has(case_id)).map(caseFamily))
  return cases.filter((testCase) => !shown.has(testCase.case_id) && !families.has(caseFamily(testCase)))
}
