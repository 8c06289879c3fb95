import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError, TooFewObservationsError } from '../../src/errors.ts'
import { createRandom } from '../../src/random/create-random.ts'
import { bootstrapInterval } from '../../src/statistics/bootstrap-interval.ts'
import { anyCases, fromDifferences } from './paired-cases.ts'
import { scipy } from './reference/scipy.ts'

describe('bootstrapInterval', () => {
  it("comes near SciPy's BCa limits of 400,000 resamples at the widened level", () => {
    const [row] = scipy<number[], [number, number]>('bootstrapInterval')
    const { low, high, method } = bootstrapInterval(fromDifferences(row?.arguments ?? []), {
      seed: 1,
      resamples: 100_000,
    })
    const [lowest = 0, highest = 0] = row?.value ?? []
    expect(method).toBe('bca')
    expect(Math.abs(low - lowest)).toBeLessThan(0.02 * (highest - lowest))
    expect(Math.abs(high - highest)).toBeLessThan(0.02 * (highest - lowest))
  })

  it('repeats itself for a seed', () => {
    const cases = fromDifferences([0.1, 0.5, -0.2, 0.3, 0.4, 0, 0.7])
    const interval = (seed: string): unknown => bootstrapInterval(cases, { seed, resamples: 500 })
    expect(interval('a')).toEqual(interval('a'))
    expect(interval('a')).not.toEqual(interval('b'))
  })

  it('falls back to percentiles where all cases differ alike, and says so', () => {
    expect(bootstrapInterval(fromDifferences([0.1, 0.1, 0.1]), { seed: 1, resamples: 100 })).toEqual({
      estimate: expect.closeTo(0.1, 12),
      low: expect.closeTo(0.1, 12),
      high: expect.closeTo(0.1, 12),
      level: 0.95,
      method: 'percentile',
      reason: 'BCa limits are not defined: leaving out any one unit leaves the same mean',
      cases: 3,
      units: 3,
      resamples: 100,
    })
  })

  it('takes scores for equal that only rounding keeps apart', () => {
    for (const repeats of [1, 3]) {
      const cases = Array.from({ length: 20 }, () => ({
        baseline: Array.from({ length: repeats }, () => 0.3),
        candidate: Array.from({ length: repeats }, () => 0.1 + 0.2),
      }))
      const interval = bootstrapInterval(cases, { seed: 1, resamples: 100 })
      expect(interval).toMatchObject({ estimate: 0, low: 0, high: 0, method: 'percentile' })
    }
  })

  it('sees the noise of repeats where the means of all cases agree', () => {
    const cases = Array.from({ length: 10 }, () => ({ baseline: [0, 0], candidate: [0, 1] }))
    const { low, high } = bootstrapInterval(cases, { seed: 1, resamples: 1000 })
    expect(low).toBeLessThan(0.4)
    expect(high).toBeGreaterThan(0.6)
  })

  it('is as wide for copies in groups as for the originals, and narrower if they are not said to be groups', () => {
    const originals = [0.1, 0.5, -0.2, 0.3, 0.4, 0, 0.7, 0.2, -0.1, 0.9]
    const copies = originals.flatMap((one, index) => fromDifferences([one, one, one, one], `source ${index}`))
    const width = (cases: typeof copies): number => {
      const { low, high } = bootstrapInterval(cases, { seed: 4 })
      return high - low
    }
    expect(width(copies)).toBeCloseTo(width(fromDifferences(originals)), 10)
    expect(width(copies.map((one) => ({ ...one, group: undefined })))).toBeLessThan(0.6 * width(copies))
  })

  it('widens with the level', () => {
    const cases = fromDifferences([0.1, 0.5, -0.2, 0.3, 0.4, 0, 0.7])
    const [narrow, wide] = [0.8, 0.99].map((level) => bootstrapInterval(cases, { seed: 1, level }))
    expect(wide?.low).toBeLessThan(narrow?.low ?? 0)
    expect(wide?.high).toBeGreaterThan(narrow?.high ?? 0)
  })

  it('depends neither on the order of cases and repeats nor on the names of groups', () => {
    fc.assert(
      fc.property(anyCases(12), fc.integer(), (cases, seed) => {
        const { shuffle } = createRandom(seed)
        const moved = shuffle(cases).map(({ baseline, candidate, group }) => ({
          baseline: shuffle(baseline),
          candidate: shuffle(candidate),
          group: group === undefined ? undefined : `group ${group}`,
        }))
        const options = { seed: 5, resamples: 100 }
        expect(bootstrapInterval(moved, options)).toEqual(bootstrapInterval(cases, options))
      }),
      { seed: 11 },
    )
  })

  it('moves with the scores and grows with their unit', () => {
    fc.assert(
      fc.property(anyCases(12), (cases) => {
        const doubled = cases.map(({ baseline, candidate, group }) => ({
          baseline: baseline.map((score) => 2 * score),
          candidate: candidate.map((score) => 2 * score + 2),
          group,
        }))
        const options = { seed: 6, resamples: 100 }
        const [before, after] = [cases, doubled].map((data) => bootstrapInterval(data, options))
        expect(after?.estimate).toBeCloseTo(2 * (before?.estimate ?? 0) + 2, 10)
        expect(after?.low).toBeCloseTo(2 * (before?.low ?? 0) + 2, 10)
        expect(after?.high).toBeCloseTo(2 * (before?.high ?? 0) + 2, 10)
      }),
      { seed: 12 },
    )
  })

  it('refuses fewer than two units, scores that are no numbers, and options out of range', () => {
    expect(() => bootstrapInterval([], { seed: 1 })).toThrow(TooFewObservationsError)
    expect(() => bootstrapInterval(fromDifferences([1, 2], 'one group'), { seed: 1 })).toThrow(TooFewObservationsError)
    expect(() => bootstrapInterval(fromDifferences([1, Number.NaN]), { seed: 1 })).toThrow(InvalidArgumentError)
    for (const options of [{ level: 95 }, { level: Number.NaN }, { resamples: 0 }])
      expect(() => bootstrapInterval(fromDifferences([1, 2]), { seed: 1, ...options })).toThrow(InvalidArgumentError)
  })
})
