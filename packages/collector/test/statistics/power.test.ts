import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../../src/errors.ts'
import { minimumDetectableEffect } from '../../src/statistics/minimum-detectable-effect.ts'
import type { PairedVariance } from '../../src/statistics/paired-variance.ts'
import { permutationTest } from '../../src/statistics/permutation-test.ts'
import { powerTarget } from '../../src/statistics/power-target.ts'
import { requiredCases } from '../../src/statistics/required-cases.ts'
import { normal, overSets, type World } from './paired-cases.ts'
import { gap, scipy } from './reference/scipy.ts'

const one: PairedVariance = { between: 1, within: 0, casesPerUnit: 1 }
const alternative = (side: string): 'greater' | 'two-sided' => (side === 'two-sided' ? 'two-sided' : 'greater')
const anyVariance = fc.record({
  between: fc.double({ min: 0.001, max: 1, noNaN: true }),
  within: fc.double({ min: 0, max: 1, noNaN: true }),
  casesPerUnit: fc.constantFrom(1, 2, 3.5),
})

describe('the power, the smallest effect and the number of cases', () => {
  it('agree with statsmodels', () => {
    for (const row of scipy<[number, number, string], number>('power')) {
      const [effect, units, side] = row.arguments
      const { powerAt } = powerTarget({ alternative: alternative(side) })
      expect(gap(powerAt(effect * Math.sqrt(units), units), row.value)).toBeLessThan(1e-10)
    }
    for (const row of scipy<[number, string], number>('minimumDetectableEffect')) {
      const [cases, side] = row.arguments
      const effect = minimumDetectableEffect(one, { cases, alternative: alternative(side) })
      expect(gap(effect ?? Number.NaN, row.value)).toBeLessThan(1e-10)
    }
    for (const row of scipy<[number, string], number>('requiredCases')) {
      const [effect, side] = row.arguments
      expect(requiredCases(one, { effect, alternative: alternative(side) })).toBe(row.value)
    }
  })

  it('need 34 cases for half a standard deviation, two-sided, as Cohen (1988) prints', () => {
    expect(requiredCases(one, { effect: 0.5, alternative: 'two-sided' })).toBe(34)
  })

  it('belong together: so many cases just find the effect that they can find', () => {
    fc.assert(
      fc.property(
        anyVariance,
        fc.integer({ min: 20, max: 400 }),
        fc.integer({ min: 1, max: 5 }),
        (variance, cases, repeats) => {
          const effect = minimumDetectableEffect(variance, { cases, repeats })
          const slightlyMore = requiredCases(variance, { effect: (effect ?? 0) * (1 + 1e-9), repeats })
          const slightlyLess = requiredCases(variance, { effect: (effect ?? 0) * (1 - 1e-9), repeats })
          expect([slightlyMore, slightlyLess]).toEqual([cases, cases + 1])
        },
      ),
      { seed: 15, numRuns: 30 },
    )
  })

  it('get better with cases and with repeats, as far as these carry the noise', () => {
    const noisy: PairedVariance = { between: 0.04, within: 0.12, casesPerUnit: 1 }
    const found = (cases: number, repeats: number): number => minimumDetectableEffect(noisy, { cases, repeats }) ?? 0
    expect(found(48, 1)).toBeLessThan(found(24, 1))
    expect(found(24, 3)).toBeLessThan(found(24, 1))
    expect(gap(found(24, 3), found(24, 1) / Math.SQRT2)).toBeLessThan(1e-10)
    expect(
      gap(
        minimumDetectableEffect(one, { cases: 24, repeats: 9 }) ?? 0,
        minimumDetectableEffect(one, { cases: 24 }) ?? 1,
      ),
    ).toBeLessThan(1e-10)
  })

  it('need more of cases in groups', () => {
    const effect = 0.5
    expect(requiredCases({ ...one, casesPerUnit: 4 }, { effect })).toBeGreaterThan(requiredCases(one, { effect }))
  })

  it('know that fewer than five units show nothing at 0.05, and six nothing two-sided', () => {
    expect(minimumDetectableEffect(one, { cases: 4 })).toBeNull()
    expect(minimumDetectableEffect(one, { cases: 5 })).toBeGreaterThan(0)
    expect(minimumDetectableEffect(one, { cases: 5, alternative: 'two-sided' })).toBeNull()
    expect(requiredCases(one, { effect: 100 })).toBe(5)
    expect(requiredCases({ ...one, between: 0 }, { effect: 0.01 })).toBe(5)
    expect(requiredCases({ ...one, between: 1e-20 }, { effect: 0.1 })).toBe(5)
    expect(minimumDetectableEffect({ ...one, between: 0 }, { cases: 9 })).toBe(0)
  })

  it('go over to the normal approximation without a step', () => {
    const exact = requiredCases(one, { effect: 0.025 })
    const approximate = requiredCases(one, { effect: 0.0248 })
    expect(exact).toBeLessThan(10_000)
    expect(gap(approximate, exact * (0.025 / 0.0248) ** 2)).toBeLessThan(0.001)
  })

  it('hold for the permutation test: it finds the effect about 80 times in 100', () => {
    const variance: PairedVariance = { between: 0.01, within: 0.08, casesPerUnit: 1 }
    const effect = minimumDetectableEffect(variance, { cases: 24, repeats: 3 }) ?? 0
    const world: World = {
      cases: 24,
      repeats: 3,
      effect: (random) => effect + 0.1 * normal(random),
      score: (random, mean) => mean + 0.2 * normal(random),
    }
    const found = overSets({ sets: 1000, seed: 'power', world }, (cases, set) =>
      permutationTest(cases, { seed: set, flips: 999 }),
    )
    const share = found.filter(({ p }) => p <= 0.05).length / found.length
    expect(share).toBeGreaterThan(0.76)
    expect(share).toBeLessThan(0.84)
  })

  it('refuse what makes no sense', () => {
    for (const options of [{ alpha: 0 }, { power: 1 }, { power: 0.01 }, { repeats: 0 }, { cases: Number.NaN }])
      expect(() => minimumDetectableEffect(one, { cases: 10, ...options })).toThrow(InvalidArgumentError)
    for (const effect of [0, Number.NaN, Infinity])
      expect(() => requiredCases(one, { effect })).toThrow(InvalidArgumentError)
    for (const part of [{ between: -1 }, { within: Number.NaN }, { casesPerUnit: 0 }])
      expect(() => requiredCases({ ...one, ...part }, { effect: 1 })).toThrow(InvalidArgumentError)
  })
})
