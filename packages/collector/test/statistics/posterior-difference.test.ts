import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../../src/errors.ts'
import { posteriorDifference } from '../../src/statistics/posterior-difference.ts'
import { anyCases, fromDifferences } from './paired-cases.ts'
import { gap } from './reference/scipy.ts'

describe('posteriorDifference', () => {
  it('is the prior before anything ran', () => {
    const prior = posteriorDifference([])
    expect(prior).toEqual({
      mean: 0,
      scale: expect.closeTo(0.25 / Math.sqrt(6), 12),
      degrees: 6,
      probabilityAbove: 0.5,
    })
  })

  it('draws a mean of n cases by n / (n + 6)', () => {
    expect(gap(posteriorDifference(fromDifferences([0.3, 0.1])).mean, (0.2 * 2) / 8)).toBeLessThan(1e-10)
    expect(gap(posteriorDifference(fromDifferences([0.3, 0.1]), { priorCases: 2 }).mean, (0.2 * 2) / 4)).toBeLessThan(
      1e-10,
    )
  })

  it('updates by one case at a time to what all give at once', () => {
    // By hand, with weight 2, deviation 0.5: after 0.4 and then 0.1, squares 2·0.25 + 2·1·0.16/3 and then 3·1·(0.1 − 0.4/3)²/4.
    const mean = (0.4 + 0.1) / 4
    const squares = 0.5 + (2 * 0.16) / 3 + (3 * (0.1 - 0.4 / 3) ** 2) / 4
    const found = posteriorDifference(fromDifferences([0.4, 0.1]), { priorCases: 2, priorDeviation: 0.5 })
    expect(gap([found.mean, found.scale, found.degrees], [mean, Math.sqrt(squares) / 4, 4])).toBeLessThan(1e-10)
    // SciPy 1.17.1: `t.cdf(mean / (squares**0.5 / 4), 4)`.
    expect(gap(found.probabilityAbove, 0.7219449560484182)).toBeLessThan(1e-10)
  })

  it('is sure of a gain that most cases show, and unsure of one that a single case shows', () => {
    expect(
      posteriorDifference(fromDifferences(Array.from({ length: 30 }, () => 0.2))).probabilityAbove,
    ).toBeGreaterThan(0.99)
    expect(posteriorDifference(fromDifferences([0.2])).probabilityAbove).toBeLessThan(0.7)
  })

  it('lies between 0 and the mean, and mirrors when the variants change places', () => {
    fc.assert(
      fc.property(anyCases(1), (cases) => {
        const swapped = cases.map((one) => ({ ...one, baseline: one.candidate, candidate: one.baseline }))
        const [found, mirrored] = [cases, swapped].map((data) => posteriorDifference(data))
        expect(mirrored?.mean).toBeCloseTo(-(found?.mean ?? 0), 12)
        expect(mirrored?.probabilityAbove).toBeCloseTo(1 - (found?.probabilityAbove ?? 0), 10)
      }),
      { seed: 16 },
    )
  })

  it('refuses a prior that weighs nothing, and scores that are no numbers', () => {
    for (const options of [{ priorCases: 0 }, { priorDeviation: 0 }, { priorCases: Number.NaN }])
      expect(() => posteriorDifference([], options)).toThrow(InvalidArgumentError)
    expect(() => posteriorDifference(fromDifferences([Infinity]))).toThrow(InvalidArgumentError)
  })
})
