import type { TestCase } from '@autoopt/config'

const longestLabel = 40

/** What a case is an example of, for balancing: its tags, and each expected output that is short enough to be a label. */
export function caseStrata(testCase: TestCase): string[] {
  const strata = testCase.tags.map((tag) => `tag:${tag}`)
  for (const [name, value] of Object.entries(testCase.expected_outputs ?? {}))
    if (isLabel(value)) strata.push(`expected:${name}:${String(value)}`)
  for (const assertion of testCase.assertions)
    if (assertion.type === 'equals' && isLabel(assertion.value))
      strata.push(`equals:${assertion.node ?? ''}:${assertion.value}`)
  return [...new Set(strata)]
}

function isLabel(value: unknown): value is string | number | boolean {
  return (
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    (typeof value === 'string' && value.length <= longestLabel)
  )
}
