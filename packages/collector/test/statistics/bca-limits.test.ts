import { describe, expect, it } from 'vitest'
import { bcaLimits } from '../../src/statistics/bca-limits.ts'
import { gap, scipy } from './reference/scipy.ts'

describe('bcaLimits', () => {
  it('agrees with SciPy on its own resamples, with and without ties', () => {
    for (const row of scipy<[number, number[], number[], number], [number, number]>('bcaLimits')) {
      const [estimate, resampled, jackknife, tail] = row.arguments
      const limits = bcaLimits({ estimate, resampled: Float64Array.from(resampled), jackknife }, tail)
      expect(gap('low' in limits ? [limits.low, limits.high] : [], row.value)).toBeLessThan(1e-10)
    }
  })

  it('says why there are no limits', () => {
    const resampled = Float64Array.of(1, 2, 3)
    const varied = [1, 2, 3]
    expect(bcaLimits({ estimate: 2, resampled, jackknife: [2, 2, 2] }, 0.025)).toEqual({
      undefinedBecause: 'leaving out any one unit leaves the same mean',
    })
    expect(bcaLimits({ estimate: 0, resampled, jackknife: varied }, 0.025)).toEqual({
      undefinedBecause: 'all resampled means lie on one side of the mean',
    })
    const skewed = {
      estimate: 2.9,
      resampled: Float64Array.from({ length: 1000 }, (_, index) => index / 300),
      jackknife: [0, 0, 0, 0, -9],
    }
    expect(bcaLimits(skewed, 1e-300)).toEqual({
      undefinedBecause: 'the differences are too skewed for so few units',
    })
  })
})
