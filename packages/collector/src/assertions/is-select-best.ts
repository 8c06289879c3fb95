import type { Assertion } from '@autoopt/config'

/** Whether an assertion compares variants, and so needs the outputs of several. */
export function isSelectBest(
  assertion: Assertion,
): assertion is Extract<Assertion, { type: 'select-best' | 'not-select-best' }> {
  return assertion.type === 'select-best' || assertion.type === 'not-select-best'
}
