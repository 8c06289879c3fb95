import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../../src/errors.ts'
import { holm } from '../../src/statistics/holm.ts'
import { gap, scipy } from './reference/scipy.ts'

const family = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 })

describe('holm', () => {
  it('agrees with statsmodels', () => {
    for (const row of scipy<number[], number[]>('holm')) expect(gap(holm(row.arguments), row.value)).toBeLessThan(1e-10)
  })

  it('leaves one p-value alone and keeps none of none', () => {
    expect(holm([0.03])).toEqual([0.03])
    expect(holm([])).toEqual([])
  })

  it('never lowers a p-value, keeps their order, and is at least what Bonferroni gives the smallest', () => {
    fc.assert(
      fc.property(family, (pValues) => {
        const adjusted = holm(pValues)
        const smallest = Math.min(...pValues)
        const inOrder = pValues.map((p, index) => ({ p, adjusted: adjusted[index] ?? 0 })).toSorted((a, b) => a.p - b.p)
        expect(inOrder.every((one) => one.p <= one.adjusted && one.adjusted <= 1)).toBe(true)
        expect(inOrder.every((one, index) => one.adjusted >= (inOrder[index - 1]?.adjusted ?? 0))).toBe(true)
        expect(inOrder[0]?.adjusted).toBe(smallest === Infinity ? undefined : Math.min(1, smallest * pValues.length))
      }),
      { seed: 6 },
    )
  })

  it('refuses what is no probability', () => {
    for (const p of [Number.NaN, -0.1, 1.1]) expect(() => holm([0.5, p])).toThrow(InvalidArgumentError)
  })
})
