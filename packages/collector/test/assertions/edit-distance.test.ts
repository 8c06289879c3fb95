import { distance } from 'fastest-levenshtein'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundedDistance } from '../../src/assertions/bounded-distance.ts'
import { editDistance } from '../../src/assertions/edit-distance.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'b', '今', '天'), maxLength: 12 })

describe('boundedDistance', () => {
  it('is the Levenshtein distance, or nothing beyond its limit', () => {
    const law = fc.property(word, word, fc.nat(14), (left, right, limit) => {
      const edits = distance(left, right)
      expect(boundedDistance(left, right, limit)).toBe(edits <= limit ? edits : undefined)
    })
    fc.assert(law, { seed: 3, numRuns: 3_000 })
  })
})

describe('editDistance', () => {
  it('counts characters, not halves of them', () => {
    expect(editDistance('👩‍👩‍👧x', '👩‍👩‍👦x', 5)).toBe(1)
    expect(editDistance('😀', '', 5)).toBe(1)
    expect(editDistance('a😀b', 'ab', 0)).toBe(1)
  })

  it('finds few edits in long texts, and says when there are more than it looks for', () => {
    const long = '今天天气很好 '.repeat(20_000)
    const edited = `x${long.slice(0, 70_000)}y${long.slice(70_001)}😀`
    expect(editDistance(long, edited, 5)).toBe(3)
    expect(editDistance(long, edited, 2)).toBeUndefined()
    expect(editDistance(long, long, 0)).toBe(0)
  })
})
