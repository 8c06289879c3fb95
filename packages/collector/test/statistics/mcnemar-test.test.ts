import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../../src/errors.ts'
import type { Alternative } from '../../src/statistics/alternative.ts'
import { mcnemarTest } from '../../src/statistics/mcnemar-test.ts'
import { gap, scipy } from './reference/scipy.ts'

const count = fc.integer({ min: 0, max: 300 })

describe('mcnemarTest', () => {
  it('agrees with SciPy on either side and on both', () => {
    for (const row of scipy<[number, number, Alternative], number>('mcnemarTest')) {
      const [wins, losses, alternative] = row.arguments
      expect(gap(mcnemarTest({ wins, losses }, { alternative }).p, row.value)).toBeLessThan(1e-10)
    }
  })

  it('needs five wins without a loss to be below 0.05', () => {
    expect(mcnemarTest({ wins: 4, losses: 0 }).p).toBeCloseTo(0.0625, 15)
    expect(mcnemarTest({ wins: 5, losses: 0 }).p).toBeCloseTo(0.03125, 15)
  })

  it('says nothing when no case changed', () => {
    for (const alternative of ['greater', 'less', 'two-sided'] as const)
      expect(mcnemarTest({ wins: 0, losses: 0 }, { alternative }).p).toBe(1)
  })

  it('mirrors when the variants change places, and its sides share only the observed count', () => {
    fc.assert(
      fc.property(count, count, (wins, losses) => {
        const p = (alternative: Alternative, swapped = false): number =>
          mcnemarTest(swapped ? { wins: losses, losses: wins } : { wins, losses }, { alternative }).p
        expect(gap(p('greater', true), p('less'))).toBeLessThan(1e-10)
        expect(gap(p('two-sided', true), p('two-sided'))).toBeLessThan(1e-10)
        expect(p('greater') + p('less')).toBeGreaterThanOrEqual(1 - 1e-12)
        expect(p('two-sided')).toBeLessThanOrEqual(1)
      }),
      { seed: 5 },
    )
  })

  it('stays exact with counts of any size', () => {
    expect(gap(mcnemarTest({ wins: 1000, losses: 0 }).p, 2 ** -1000)).toBeLessThan(1e-10)
  })

  it('refuses numbers that are no counts', () => {
    for (const wins of [Number.NaN, -1, 1.5, Infinity])
      expect(() => mcnemarTest({ wins, losses: 1 })).toThrow(InvalidArgumentError)
  })
})
