import type { TestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'

const longestFact = 200

/**
 * Texts that a good run of a case brings forth: short expected outputs, and what its assertions of the final output that did not hold
 * look for. Folded for comparison by {@link foldText}.
 */
export function expectedFacts(testCase: TestCase, result?: TestResult): string[] {
  const facts: string[] = []
  for (const value of Object.values(testCase.expected_outputs ?? {})) collect(value, facts)
  const failed = new Set(result?.assertions.filter(({ passed }) => !passed).map(({ index }) => index))
  for (const [index, assertion] of testCase.assertions.entries()) {
    const isAsked = result === undefined || failed.has(index)
    if (isAsked && assertion.node === undefined && looksFor.has(assertion.type) && 'value' in assertion)
      collect(assertion.value, facts)
  }
  return [...new Set(facts)]
}

/** Case, width and blanks do not count. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}

const looksFor: ReadonlySet<string> = new Set([
  'equals',
  'contains',
  'icontains',
  'starts-with',
  'contains-all',
  'icontains-all',
])

function collect(value: unknown, facts: string[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, facts)
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) collect(item, facts)
  else if (typeof value === 'string' || typeof value === 'number') {
    const fact = foldText(String(value))
    if (fact !== '' && fact.length <= longestFact) facts.push(fact)
  }
}
