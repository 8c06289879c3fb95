import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonFault } from '../../../src/cases/files/find-json-fault.ts'

describe('findJsonFault', () => {
  it.each([
    ['{"a":}', 5],
    ['{"a":1,}', 7],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['{a: 1}', 1],
    ['[1]]', 3],
    ['[1}', 2],
    ['"a\nb"', 0],
    [String.raw`["\x"]`, 1],
    ['[01]', 2],
    ['[', 1],
    ['{"a": [1, ', 10],
    ['', 0],
    ['"open', 0],
  ])('of %j is at %i', (text, offset) => {
    expect(findJsonFault(text)).toBe(offset)
  })

  it('is the end of a text that is JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent)
        expect(findJsonFault(text)).toBe(text.length)
      }),
    )
  })

  it('lies where a text was cut and went on wrongly', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, cut) => {
        const text = JSON.stringify([value, 1])
        const kept = text.slice(0, cut % text.length)
        const offset = findJsonFault(`${kept}\u0000`)
        expect(offset).toBeLessThanOrEqual(kept.length)
        expect(() => JSON.parse(`${kept}\u0000`) as unknown).toThrow(SyntaxError)
      }),
    )
  })
})
