import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DurationHistogram } from '../../src/analysis/duration-histogram.ts'

const durations = fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 200 })
const shares = [0.01, 0.5, 0.9, 0.95, 0.99, 1] as const

function histogramOf(values: readonly number[]): DurationHistogram {
  const histogram = new DurationHistogram()
  for (const value of values) histogram.add(value)
  return histogram
}

it('tells each quantile within half a percent of the value that has its rank', () => {
  fc.assert(
    fc.property(durations, (values) => {
      const sorted = values.toSorted((one, other) => one - other)
      histogramOf(values)
        .quantiles(shares)
        ?.forEach((quantile, index) => {
          const exact = sorted[Math.ceil((shares[index] ?? 0) * sorted.length) - 1] ?? NaN
          expect(Math.abs(quantile - exact)).toBeLessThanOrEqual(exact * 0.005 * (1 + 1e-9))
        })
    }),
    { seed: 5 },
  )
})

it('gives the same figures for parts that are merged, in any order', () => {
  fc.assert(
    fc.property(durations, durations, (some, others) => {
      const merged = histogramOf(others)
      merged.merge(histogramOf(some))
      const whole = histogramOf([...some, ...others])
      expect(merged.quantiles(shares)).toEqual(whole.quantiles(shares))
      expect([merged.min, merged.max, merged.count]).toEqual([whole.min, whole.max, whole.count])
    }),
    { seed: 5 },
  )
})

it('counts what is shorter or longer than any bucket at the ends', () => {
  const histogram = histogramOf([0, 1e15])
  expect(histogram.quantiles([0.5, 1])?.[0]).toBeCloseTo(0.001, 5)
  expect([histogram.min, histogram.max]).toEqual([0, 1e15])
})

it('has no quantiles of nothing', () => {
  expect(new DurationHistogram().quantiles([0.5])).toBeNull()
  expect(new DurationHistogram().min).toBeNull()
})
