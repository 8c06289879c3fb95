import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binomialTail } from '../../../src/statistics/distributions/binomial-tail.ts'
import { logRegularizedBeta } from '../../../src/statistics/distributions/log-regularized-beta.ts'
import { noncentralStudentTail } from '../../../src/statistics/distributions/noncentral-student-tail.ts'
import { normalCdf } from '../../../src/statistics/distributions/normal-cdf.ts'
import { normalQuantile } from '../../../src/statistics/distributions/normal-quantile.ts'
import { regularizedGamma } from '../../../src/statistics/distributions/regularized-gamma.ts'
import { studentCdf } from '../../../src/statistics/distributions/student-cdf.ts'
import { studentQuantile } from '../../../src/statistics/distributions/student-quantile.ts'
import { gap, scipy } from '../reference/scipy.ts'

describe('the distributions agree with SciPy to ten digits', () => {
  it.each([
    ['normalCdf', normalCdf],
    ['normalQuantile', normalQuantile],
    ['studentCdf', studentCdf],
    ['studentQuantile', studentQuantile],
    ['binomialTail', binomialTail],
    ['regularizedBeta', (x: number, a: number, b: number) => Math.exp(logRegularizedBeta(x, a, b))],
    [
      'regularizedGamma',
      (a: number, x: number) => {
        const { lower, upper } = regularizedGamma(a, x)
        return [lower, upper]
      },
    ],
  ])('%s', (name, value: (...numbers: [number, number, number]) => number | number[]) => {
    for (const row of scipy<[number, number, number], number>(name))
      expect(gap(value(...row.arguments), row.value)).toBeLessThan(1e-10)
  })

  it('noncentralStudentTail, in absolute terms', () => {
    for (const row of scipy<[number, number, number], number>('noncentralStudentTail'))
      expect(gap(1 + noncentralStudentTail(...row.arguments), 1 + row.value)).toBeLessThan(1e-10)
  })
})

describe('the quantiles', () => {
  it('are the inverse of their distribution', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
        fc.integer({ min: 1, max: 500 }),
        (p, degrees) => {
          expect(gap(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-10)
          expect(gap(studentCdf(studentQuantile(p, degrees), degrees), p)).toBeLessThan(1e-10)
        },
      ),
      { seed: 1 },
    )
  })

  it('end in infinity', () => {
    expect([normalQuantile(0), normalQuantile(1), studentQuantile(0, 3), studentQuantile(1, 3)]).toEqual([
      -Infinity,
      Infinity,
      -Infinity,
      Infinity,
    ])
  })
})

it('keeps tails in logarithms that no double holds', () => {
  // With x = ½ and a = 5000, b = 1 the integral is ½ to the power of a.
  expect(gap(logRegularizedBeta(0.5, 5000, 1), -5000 * Math.LN2)).toBeLessThan(1e-10)
})
