import type { TestCase } from '@autoopt/config'
import { contentHash } from './content-hash.ts'
import { CaseHashError } from './errors.ts'

/**
 * What a case says, as 64 hexadecimal digits: SHA-256 of its canonical JSON (RFC 8785). Two runs compare a case only when
 * id and hash agree.
 *
 * @throws {@link CaseHashError} when the case is not JSON or holds half a surrogate pair.
 */
export function caseHash(testCase: TestCase): string {
  try {
    return contentHash(testCase)
  } catch (cause) {
    if (!(cause instanceof CaseHashError)) throw cause
    const { case_id } = testCase
    throw new CaseHashError(`Case ${JSON.stringify(case_id)}: ${cause.message}`, { case_id }, { cause })
  }
}
