import type { TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import { textOf } from '../arena/text-of.ts'

/** A run of a case, as plain text for a reflection model: what came in, what each node said, what was wrong. */
export function describeRun(testCase: TestCase, result: TestResult): string {
  const nodes = result.traces?.flatMap((trace) => trace.nodes) ?? []
  return [
    `Input: ${textOf(testCase.inputs['text'])}`,
    ...nodes.map(({ title, outputs }) => `Output of ${title}: ${textOf(outputs?.['text'])}`),
    `Expected: ${textOf(testCase.expected_outputs?.['text'])}`,
    ...failuresOf(result).map((failure) => `Wrong: ${failure}`),
  ].join('\n')
}

/** What did not hold, a sentence for each. */
export function failuresOf({ assertions }: TestResult): string[] {
  return assertions.flatMap(({ passed, reason, expected }) =>
    passed ? [] : [expected === undefined ? reason : `${reason} Expected: ${expected}`],
  )
}
