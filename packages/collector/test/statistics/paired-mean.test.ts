import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../../src/errors.ts'
import { pairedMean } from '../../src/statistics/paired-mean.ts'
import { fromDifferences } from './paired-cases.ts'
import { gap, scipy } from './reference/scipy.ts'

describe('pairedMean', () => {
  it('gives the mean and the standard error that SciPy gives', () => {
    const [row] = scipy<number[], [number, number, number]>('pairedMean')
    const { difference, standardError } = pairedMean(fromDifferences(row?.arguments ?? []))
    expect(gap([difference, standardError ?? Number.NaN], row?.value.slice(0, 2) ?? [])).toBeLessThan(1e-10)
  })

  it('takes a group as one draw: the standard error of pairs that agree is that of half as many cases', () => {
    const halves = [0.1, 0.4, -0.2, 0.7]
    const pairs = halves.flatMap((difference, index) => fromDifferences([difference, difference], `pair ${index}`))
    const alone = pairedMean(fromDifferences(halves))
    expect(pairedMean(pairs)).toEqual({ ...alone, difference: expect.closeTo(0.25, 12), cases: 8, units: 4 })
  })

  it('weighs every case alike, in groups of whatever size', () => {
    const cases = [...fromDifferences([1, 1, 1], 'large'), ...fromDifferences([0])]
    expect(pairedMean(cases)).toMatchObject({ difference: 0.75, cases: 4, units: 2 })
  })

  it('has no standard error of one unit, none but 0 of units that agree, and a mean of 0 of nothing', () => {
    expect(pairedMean(fromDifferences([0.3]))).toEqual({ difference: 0.3, standardError: null, cases: 1, units: 1 })
    expect(pairedMean(fromDifferences([0.1, 0.1, 0.1])).standardError).toBe(0)
    expect(pairedMean([])).toEqual({ difference: 0, standardError: null, cases: 0, units: 0 })
  })

  it('refuses a score that is no number', () => {
    expect(() => pairedMean(fromDifferences([0, Number.NaN]))).toThrow(InvalidArgumentError)
  })
})
