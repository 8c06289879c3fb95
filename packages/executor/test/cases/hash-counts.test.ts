import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HashCounts } from '../../src/cases/hash-counts.ts'

describe('HashCounts', () => {
  it('counts as a map does', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3000 }), { maxLength: 20_000, size: 'max' }), (numbers) => {
        const counts = new HashCounts()
        const model = new Map<number, number>()
        const before = numbers.map((number) => {
          model.set(number, (model.get(number) ?? 0) + 1)
          return (model.get(number) ?? 0) - 1
        })
        expect(numbers.map((number) => counts.add(String(number)))).toEqual(before)
      }),
      { numRuns: 20 },
    )
  })

  it('keeps 100,000 texts apart', () => {
    const counts = new HashCounts()
    let repeats = 0
    for (let number = 0; number < 100_000; number += 1) repeats += counts.add(`case ${number}`)
    expect(repeats).toBe(0)
    expect(counts.add('case 77777')).toBe(1)
  })
})
