import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { resultKey } from '../../src/run/result-key.ts'

test('different places have different keys, whatever is in their ids', () => {
  const text = fc.string({ unit: fc.constantFrom(' ', '1', '2', 'a'), maxLength: 6 })
  const place = fc.record({ manifest_id: text, case_id: text, repeat: fc.nat(20) })
  fc.assert(
    fc.property(place, place, (one, other) => {
      expect(resultKey(one) === resultKey(other)).toBe(JSON.stringify(one) === JSON.stringify(other))
    }),
    { numRuns: 2000 },
  )
})
