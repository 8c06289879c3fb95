import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError, TooFewObservationsError } from '../../src/errors.ts'
import { wilsonInterval } from '../../src/statistics/wilson-interval.ts'
import { gap, scipy } from './reference/scipy.ts'

const counts = fc
  .record({ total: fc.integer({ min: 1, max: 500 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ total, share }) => ({ total, successes: Math.round(total * share) }))

describe('wilsonInterval', () => {
  it('agrees with SciPy', () => {
    for (const row of scipy<[number, number, number], [number, number]>('wilsonInterval')) {
      const [successes, total, level] = row.arguments
      const { low, high } = wilsonInterval({ successes, total }, { level })
      expect(gap([low, high], row.value)).toBeLessThan(1e-10)
    }
  })

  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives what Newcombe (1998) prints for %i of %i', (successes, total, low, high) => {
    const interval = wilsonInterval({ successes, total })
    expect([interval.low.toFixed(4), interval.high.toFixed(4)]).toEqual([low.toFixed(4), high.toFixed(4)])
  })

  it('lies in 0 to 1, holds its estimate, and mirrors when successes and failures change places', () => {
    fc.assert(
      fc.property(counts, ({ successes, total }) => {
        const { estimate, low, high } = wilsonInterval({ successes, total })
        const mirrored = wilsonInterval({ successes: total - successes, total })
        expect(0 <= low && low <= estimate && estimate <= high && high <= 1).toBe(true)
        expect(mirrored.low).toBeCloseTo(1 - high, 12)
        expect(mirrored.high).toBeCloseTo(1 - low, 12)
      }),
      { seed: 2 },
    )
  })

  it('narrows with more of the same, and widens with the level', () => {
    fc.assert(
      fc.property(counts, ({ successes, total }) => {
        const width = (factor: number, level: number): number => {
          const { low, high } = wilsonInterval({ successes: successes * factor, total: total * factor }, { level })
          return high - low
        }
        expect(width(2, 0.95)).toBeLessThan(width(1, 0.95))
        expect(width(1, 0.99)).toBeGreaterThan(width(1, 0.95))
      }),
      { seed: 3 },
    )
  })

  it('refuses no observations, more successes than observations, and numbers that are no counts', () => {
    expect(() => wilsonInterval({ successes: 0, total: 0 })).toThrow(TooFewObservationsError)
    expect(() => wilsonInterval({ successes: 3, total: 2 })).toThrow(InvalidArgumentError)
    for (const successes of [Number.NaN, -1, 0.5])
      expect(() => wilsonInterval({ successes, total: 2 })).toThrow(InvalidArgumentError)
    for (const level of [0, 1, 95, Number.NaN])
      expect(() => wilsonInterval({ successes: 1, total: 2 }, { level })).toThrow(InvalidArgumentError)
  })
})
