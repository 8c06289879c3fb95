import type { TestCase } from '@autoopt/config'
import { isSelectBest } from './is-select-best.ts'
import { placedAssertions } from './placed-assertions.ts'

/** Whether assertions of a case, or of one of its turns, compare variants, and so need the outputs of several. */
export function comparesVariants(testCase: TestCase): boolean {
  return placedAssertions(testCase).some(({ assertion }) => isSelectBest(assertion))
}
