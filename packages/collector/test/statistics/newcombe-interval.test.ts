import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError, TooFewObservationsError } from '../../src/errors.ts'
import { newcombeInterval } from '../../src/statistics/newcombe-interval.ts'

const count = fc.integer({ min: 0, max: 60 })
const outcomes = fc
  .record({ both: count, wins: count, losses: count, neither: count })
  .filter(({ both, wins, losses, neither }) => both + wins + losses + neither > 0)

describe('newcombeInterval', () => {
  it.each([
    ['Newcombe (1998)', { both: 20, wins: 12, losses: 2, neither: 16 }, '0.0562', '0.3292'],
    ['Fagerland, Lydersen and Laake (2014)', { both: 1, wins: 1, losses: 7, neither: 12 }, '-0.507', '-0.026'],
    ['Tang, Tang, Carey and Li (2010)', { both: 8, wins: 3, losses: 1, neither: 2 }, '-0.1574', '0.4136'],
    ['Chang and others (2024)', { both: 7, wins: 25, losses: 2, neither: 68 }, '0.133', '0.318'],
  ])('gives what %s print', (_, table, low, high) => {
    const interval = newcombeInterval(table)
    const digits = low.split('.')[1]?.length
    expect([interval.low.toFixed(digits), interval.high.toFixed(digits)]).toEqual([low, high])
  })

  it('lies in −1 to 1, holds its estimate, and mirrors when the variants change places', () => {
    fc.assert(
      fc.property(outcomes, (table) => {
        const { estimate, low, high } = newcombeInterval(table)
        const mirrored = newcombeInterval({ ...table, wins: table.losses, losses: table.wins })
        expect(-1 - 1e-12 <= low && low <= estimate && estimate <= high && high <= 1 + 1e-12).toBe(true)
        expect(mirrored.low).toBeCloseTo(-high, 12)
        expect(mirrored.high).toBeCloseTo(-low, 12)
      }),
      { seed: 4 },
    )
  })

  it('has width even where no outcome changed', () => {
    const { low, high } = newcombeInterval({ both: 10, wins: 0, losses: 0, neither: 0 })
    expect(low).toBeLessThan(-0.2)
    expect(high).toBeGreaterThan(0.2)
  })

  it('refuses no cases and numbers that are no counts', () => {
    const none = { both: 0, wins: 0, losses: 0, neither: 0 }
    expect(() => newcombeInterval(none)).toThrow(TooFewObservationsError)
    expect(() => newcombeInterval({ ...none, wins: -1 })).toThrow(InvalidArgumentError)
    expect(() => newcombeInterval({ ...none, both: 1 }, { level: 2 })).toThrow(InvalidArgumentError)
  })
})
