import type { TestCase } from '@autoopt/config'
import { caseText } from './case-text.ts'

/** A name that is equal for cases which must stay together: those of one group, and copies of one another outside of groups. */
export function caseFamily(testCase: TestCase): string {
  if (testCase.group !== undefined) return `group:${testCase.group}`
  const text = caseText(testCase)
  return text === '' ? `case:${testCase.case_id}` : `text:${text}`
}
