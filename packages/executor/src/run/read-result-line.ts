import { type TestResult, testResultSchema } from '@autoopt/collector'
import { z } from 'zod'
import type { FileLine } from './read-lines.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A result, or why a line is none. */
export function readResultLine({ bytes, isWhole }: FileLine): TestResult | { readonly finding: string } {
  if (!isWhole) return { finding: 'it is cut off' }
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(bytes))
  } catch {
    return { finding: 'it is not JSON' }
  }
  const parsed = testResultSchema.safeParse(value)
  return parsed.success ? parsed.data : { finding: z.prettifyError(parsed.error).replaceAll(/\s+/gu, ' ') }
}

export function isResult(read: TestResult | { readonly finding: string }): read is TestResult {
  return !('finding' in read)
}
