import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TooFewObservationsError } from '../../src/errors.ts'
import { pairedMean } from '../../src/statistics/paired-mean.ts'
import { pairedVariance } from '../../src/statistics/paired-variance.ts'
import { anyCases, fromDifferences, normal, overSets, type World } from './paired-cases.ts'
import { gap } from './reference/scipy.ts'

describe('pairedVariance', () => {
  it('splits a balanced table as the analysis of variance does', () => {
    // Baseline without noise; mean squares of the candidate: between cases 2 · 0.5, within cases 0.02.
    const cases = [0, 1].map((level) => ({ baseline: [0, 0], candidate: [level - 0.1, level + 0.1] }))
    expect(gap(pairedVariance(cases).between, (2 * 0.5 - 0.02) / 2)).toBeLessThan(1e-10)
    expect(gap(pairedVariance(cases).within, 0.02)).toBeLessThan(1e-10)
  })

  it('counts everything as between cases where nothing is repeated', () => {
    expect(pairedVariance(fromDifferences([0, 1]))).toEqual({ between: 0.5, within: 0, casesPerUnit: 1 })
  })

  it('says how many cases a unit has', () => {
    expect(pairedVariance([...fromDifferences([0, 1, 1], 'a'), ...fromDifferences([2])]).casesPerUnit).toBe(2)
  })

  it('is right on average', () => {
    const world: World = {
      cases: 20,
      repeats: 3,
      effect: (random) => 0.3 * normal(random),
      score: (random, mean) => mean + 0.2 * normal(random),
    }
    const found = overSets({ sets: 2000, seed: 'variance', world }, (cases) => pairedVariance(cases))
    const mean = (part: 'between' | 'within'): number => found.reduce((sum, one) => sum + one[part], 0) / found.length
    expect(mean('between')).toBeCloseTo(0.09, 2)
    expect(mean('within')).toBeCloseTo(0.08, 2)
  })

  it('adds up to the squared standard error of the mean when all cases ran equally often', () => {
    const pair = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })
    const cases = fc.array(fc.record({ baseline: pair, candidate: pair }), { minLength: 2, maxLength: 9 })
    fc.assert(
      fc.property(cases, (data) => {
        const { between, within } = pairedVariance(data)
        const { standardError } = pairedMean(data)
        const total = (standardError ?? 0) ** 2 * data.length
        expect(between + within / 3).toBeCloseTo(Math.max(total, within / 3), 12)
      }),
      { seed: 13 },
    )
  })

  it('is never negative, and refuses fewer than two units', () => {
    fc.assert(
      fc.property(anyCases(4), (cases) => {
        const apart = cases.map((one, index) => ({ ...one, group: String(index) }))
        const { between, within } = pairedVariance(apart)
        return between >= 0 && within >= 0
      }),
      { seed: 14 },
    )
    expect(() => pairedVariance(fromDifferences([1]))).toThrow(TooFewObservationsError)
  })
})
