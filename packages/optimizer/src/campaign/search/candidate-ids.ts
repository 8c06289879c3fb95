import type { Candidate } from '../../search/candidate.ts'
import { toVariant } from '../../search/candidate.ts'
import type { Search } from './search.ts'

/** The name under which the runs of a candidate are kept. */
export function variantIdOf(candidate: Candidate, { seed }: Pick<Search, 'seed'>): string {
  return toVariant(candidate, seed).variant_id
}
