import { createHash } from 'node:crypto'
import { testCaseSchema } from '@autoopt/config'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseHash, CaseHashError } from '../../src/index.ts'

const testCase = (fields: object) => testCaseSchema.parse({ case_id: 'a', ...fields })

/** The same value with the keys of its maps in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, turned(item)]),
  )
}

describe('caseHash', () => {
  it('is the SHA-256 of the canonical JSON of RFC 8785', () => {
    const one = testCase({ inputs: { '€': 1e21, a: '\u0001ä', B: [1.0, null] } })
    const canonical =
      '{"assertions":[],"case_id":"a","inputs":{"B":[1,null],"a":"\\u0001ä","€":1e+21},"must_pass":false,"tags":[],"weight":1}'
    expect(caseHash(one)).toBe(createHash('sha256').update(canonical).digest('hex'))
  })

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (inputs) => {
        const one = testCase({ inputs })
        expect(caseHash(turned(one) as typeof one)).toBe(caseHash(one))
      }),
    )
  })

  it('changes with every part of the case', () => {
    const parts = [{}, { inputs: { a: 1 } }, { inputs: { a: '1' } }, { query: 'q' }, { tags: ['t'] }, { weight: 2 }]
    expect(new Set(parts.map((fields) => caseHash(testCase(fields)))).size).toBe(parts.length)
  })

  it('is refused for half a surrogate pair, which has no form in UTF-8', () => {
    const one = testCase({ inputs: { a: '\uD800' } })
    expect(() => caseHash(one)).toThrow(CaseHashError)
    expect(() => caseHash(one)).toThrow(/Case "a".*surrogate/)
  })
})
