import { describe, expect, test } from 'vitest'
import { assertionSchema } from '../src/index.ts'

describe('assertionSchema', () => {
  test.each([
    { type: 'equals', value: { a: [1, null] } },
    { type: 'contains', value: 'x' },
    { type: 'icontains-any', value: ['x', 'y'] },
    { type: 'regex', value: String.raw`^\p{L}+$` },
    { type: 'is-json' },
    { type: 'contains-json', value: { type: 'object' } },
    { type: 'javascript', value: 'output.length > 3' },
    { type: 'levenshtein', value: 'x' },
    { type: 'rouge-n', value: 'x' },
    { type: 'similar', value: ['x', 'y'], model: 'embedder' },
    { type: 'latency', threshold: 500 },
    { type: 'cost', threshold: 0.01 },
    { type: 'llm-rubric', value: 'is polite' },
    { type: 'factuality', value: 'Paris is in France' },
    { type: 'select-best', value: 'is shortest' },
  ])('$type may be negated', (assertion) => {
    expect(assertionSchema.parse(assertion)).toMatchObject({ ...assertion, weight: 1, gate: false, subject: 'output' })
    expect(assertionSchema.safeParse({ ...assertion, type: `not-${assertion.type}` }).success).toBe(true)
    expect(assertionSchema.safeParse({ ...assertion, type: `not-not-${assertion.type}` }).success).toBe(false)
  })

  test('an assertion without what it compares with is refused', () => {
    expect(assertionSchema.safeParse({ type: 'equals' }).success).toBe(false)
    expect(assertionSchema.safeParse({ type: 'contains-any', value: [] }).success).toBe(false)
    expect(assertionSchema.safeParse({ type: 'latency' }).success).toBe(false)
  })

  test('a regular expression must compile', () => {
    expect(assertionSchema.safeParse({ type: 'regex', value: '(' }).success).toBe(false)
  })
})
