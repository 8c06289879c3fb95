import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError, TooFewObservationsError } from '../../src/errors.ts'
import { createRandom } from '../../src/random/create-random.ts'
import type { Alternative } from '../../src/statistics/alternative.ts'
import { permutationTest } from '../../src/statistics/permutation-test.ts'
import { anyCases, fromDifferences } from './paired-cases.ts'
import { gap, scipy } from './reference/scipy.ts'

const sides = ['greater', 'less', 'two-sided'] as const

describe('permutationTest', () => {
  it('agrees with SciPy on samples with ties and zeros, for up to 14 cases', () => {
    for (const row of scipy<[number[], Alternative], number>('permutationTest')) {
      const [differences, alternative] = row.arguments
      const result = permutationTest(fromDifferences(differences), { seed: 1, alternative })
      expect(gap(result.p, row.value)).toBeLessThan(1e-10)
      expect(result.method).toBe('exact')
    }
  })

  it('agrees with an enumeration of groups of different sizes', () => {
    for (const row of scipy<[number[][], Alternative], number>('permutationTestOfGroups')) {
      const [groups, alternative] = row.arguments
      const cases = groups.flatMap((differences, index) => fromDifferences(differences, `group ${index}`))
      expect(gap(permutationTest(cases, { seed: 1, alternative }).p, row.value)).toBeLessThan(1e-10)
    }
  })

  it("draws signs for Darwin's fifteen pairs and comes near Fisher's exact 0.0527", () => {
    const [row] = scipy<number[], number>('darwin')
    const cases = fromDifferences(row?.arguments ?? [])
    const { p, method, flips } = permutationTest(cases, { seed: 'darwin', alternative: 'two-sided', flips: 100_000 })
    expect([method, flips, row?.value.toFixed(4)]).toEqual(['sampled', 100_000, '0.0527'])
    // Four standard errors of a share of 100,000 draws.
    expect(Math.abs(p - (row?.value ?? 0))).toBeLessThan(0.0029)
  })

  it("gives the statistic of SciPy's paired t test", () => {
    const [row] = scipy<number[], [number, number, number]>('pairedMean')
    const { difference, statistic } = permutationTest(fromDifferences(row?.arguments ?? []), { seed: 1 })
    expect(gap([difference, statistic ?? Number.NaN], [row?.value[0] ?? 0, row?.value[2] ?? 0])).toBeLessThan(1e-10)
  })

  it('never gives less than one in flips + 1 when it draws', () => {
    const cases = fromDifferences(Array.from({ length: 40 }, () => 1))
    expect(permutationTest(cases, { seed: 1, flips: 999 }).p).toBe(1 / 1000)
    expect(permutationTest(cases, { seed: 1, flips: 999, alternative: 'less' }).p).toBe(1)
  })

  it('leaves out cases without a difference when it decides whether to try all signs', () => {
    const zeros = fromDifferences(Array.from({ length: 500 }, () => 0))
    const result = permutationTest([...zeros, ...fromDifferences([1, 1, 1, 1, 1])], { seed: 1 })
    expect(result).toMatchObject({ p: 1 / 32, method: 'exact', flips: 32, cases: 505, units: 505 })
  })

  it('has no statistic but a p of 1 where nothing differs, and 2 to the power of −u where all differ alike', () => {
    expect(permutationTest(fromDifferences([0, 0, 0]), { seed: 1 })).toMatchObject({ p: 1, statistic: null })
    expect(permutationTest(fromDifferences([0.1, 0.1, 0.1]), { seed: 1 })).toMatchObject({ p: 1 / 8, statistic: null })
    expect(permutationTest(fromDifferences([0.1]), { seed: 1 })).toMatchObject({ p: 1 / 2, statistic: null })
  })

  it('takes scores for equal that only rounding keeps apart', () => {
    const cases = Array.from({ length: 20 }, () => ({ baseline: [0.3], candidate: [0.1 + 0.2] }))
    expect(cases.every(({ baseline, candidate }) => (candidate[0] ?? 0) > (baseline[0] ?? 0))).toBe(true)
    expect(permutationTest(cases, { seed: 1 })).toMatchObject({ p: 1, difference: 0 })
    const grouped = [0.3, -0.1, -0.2].flatMap((difference) => fromDifferences([difference], 'no gain'))
    expect(permutationTest(grouped, { seed: 1 })).toMatchObject({ p: 1, difference: 0 })
  })

  it('takes the mean of the repeats of a case, however many there are of each variant', () => {
    const repeated = [{ baseline: [0, 1], candidate: [1, 1, 0.25] }, ...fromDifferences([0.5, -0.25])]
    const { difference } = permutationTest(repeated, { seed: 1 })
    expect(gap(difference, 0.5 / 3)).toBeLessThan(1e-10)
  })

  it('counts a group as one, so that ten copies of a case prove no more than the case', () => {
    const copies = fromDifferences(
      Array.from({ length: 10 }, () => 1),
      'one source',
    )
    expect(permutationTest(copies, { seed: 1 })).toMatchObject({ p: 1 / 2, cases: 10, units: 1 })
  })

  it('depends neither on the order of cases and repeats nor on the names of groups', () => {
    fc.assert(
      fc.property(anyCases(1), fc.integer(), (cases, seed) => {
        const { shuffle } = createRandom(seed)
        const moved = shuffle(cases).map(({ baseline, candidate, group }) => ({
          baseline: shuffle(baseline),
          candidate: shuffle(candidate),
          group: group === undefined ? undefined : `group ${group}`,
        }))
        expect(permutationTest(moved, { seed: 3, flips: 200 })).toEqual(permutationTest(cases, { seed: 3, flips: 200 }))
      }),
      { seed: 8 },
    )
  })

  it('is a probability, and mirrors when the variants change places', () => {
    fc.assert(
      fc.property(anyCases(1), (cases) => {
        const small = cases.slice(0, 14)
        const swapped = small.map((one) => ({ ...one, baseline: one.candidate, candidate: one.baseline }))
        const p = (data: typeof small, alternative: Alternative): number =>
          permutationTest(data, { seed: 1, alternative }).p
        for (const side of sides) expect(p(small, side) > 0 && p(small, side) <= 1).toBe(true)
        expect(p(swapped, 'less')).toBe(p(small, 'greater'))
        expect(p(swapped, 'two-sided')).toBe(p(small, 'two-sided'))
        expect(p(small, 'greater') + p(small, 'less')).toBeGreaterThanOrEqual(1)
        expect(p(small, 'two-sided')).toBeGreaterThanOrEqual(Math.min(p(small, 'greater'), p(small, 'less')))
      }),
      { seed: 9 },
    )
  })

  it('does not depend on the unit of the scores', () => {
    fc.assert(
      fc.property(anyCases(1), fc.constantFrom(0.125, 4, 1024), (cases, factor) => {
        const scaled = cases.map(({ baseline, candidate, group }) => ({
          baseline: baseline.map((score) => score * factor),
          candidate: candidate.map((score) => score * factor),
          group,
        }))
        const [one, other] = [cases, scaled].map((data) => permutationTest(data, { seed: 2, flips: 200 }).p)
        expect(other).toBe(one)
      }),
      { seed: 10 },
    )
  })

  it('refuses no cases, cases without scores, scores that are no numbers, and flips that are no count', () => {
    expect(() => permutationTest([], { seed: 1 })).toThrow(TooFewObservationsError)
    expect(() => permutationTest([{ baseline: [], candidate: [1] }], { seed: 1 })).toThrow(
      'cases[0].baseline is empty; expected at least one score',
    )
    for (const score of [Number.NaN, Infinity])
      expect(() => permutationTest([...fromDifferences([1]), ...fromDifferences([score])], { seed: 1 })).toThrow(
        `cases[1].candidate[0] is ${score}; expected a finite number`,
      )
    for (const flips of [0, 1.5, Number.NaN])
      expect(() => permutationTest(fromDifferences([1]), { seed: 1, flips })).toThrow(InvalidArgumentError)
    expect(() => permutationTest(fromDifferences(Array.from({ length: 20 }, () => 1)), { seed: Number.NaN })).toThrow(
      InvalidArgumentError,
    )
  })
})
