import { expect, it } from 'vitest'
import { sortedQuantile } from '../../src/statistics/sorted-quantile.ts'
import { gap, scipy } from './reference/scipy.ts'

it('agrees with NumPy', () => {
  for (const row of scipy<[number[], number], number>('sortedQuantile'))
    expect(gap(sortedQuantile(...row.arguments), row.value)).toBeLessThan(1e-10)
})

it('is the value itself of one value, and NaN of none', () => {
  expect(sortedQuantile([7], 0.3)).toBe(7)
  expect(sortedQuantile([], 0.3)).toBeNaN()
})
