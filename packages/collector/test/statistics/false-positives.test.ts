import { describe, expect, it } from 'vitest'
import { permutationTest } from '../../src/statistics/permutation-test.ts'
import { normal, overSets, passOrFail, type World } from './paired-cases.ts'

const sets = 2000
/** 99 % of Binomial(2000, 0.05) counts lie in 76 to 126 (SciPy 1.17.1: `binom.interval(0.99, 2000, 0.05)`). */
const fewest = 76
const most = 126

const dense = { effect: () => 0, score: (random, mean) => mean + 0.2 * normal(random) } satisfies Partial<World>

/** How many of 2,000 comparisons of a variant with itself come out below 0.05. */
function falsePositives(seed: string, world: World, alternative: 'greater' | 'two-sided'): number {
  const flips = 999
  const pValues = overSets(
    { sets, seed, world },
    (cases, set) => permutationTest(cases, { seed: set, alternative, flips }).p,
  )
  return pValues.filter((p) => p <= 0.05).length
}

describe('of 2,000 comparisons where nothing differs, the paired test calls 5 in 100 significant', () => {
  it.each([
    ['10 cases, all signs tried', { ...dense, cases: 10, repeats: 1 }],
    ['30 cases, 3 repeats', { ...dense, cases: 30, repeats: 3 }],
    [
      '40 cases in 20 groups that share an effect',
      { ...dense, effect: normal, cases: 40, repeats: 1, casesPerGroup: 2 },
    ],
    ['30 cases whose effects differ and cancel', { ...dense, effect: normal, cases: 30, repeats: 2 }],
  ] satisfies [string, World][])('%s', (name, world) => {
    for (const alternative of ['greater', 'two-sided'] as const) {
      const count = falsePositives(name, world, alternative)
      expect(count).toBeGreaterThanOrEqual(fewest)
      expect(count).toBeLessThanOrEqual(most)
    }
  })

  it('or fewer, where cases only pass or fail', () => {
    const world = { effect: () => 0, score: passOrFail, cases: 24, repeats: 1 }
    const count = falsePositives('pass or fail', world, 'greater')
    expect(count).toBeLessThanOrEqual(most)
    expect(count).toBeGreaterThan(0)
  })

  it('but far more if cases that share an effect are not said to be a group', () => {
    const world: World = { ...dense, effect: normal, cases: 40, repeats: 1, casesPerGroup: 4 }
    const pValues = overSets({ sets, seed: 'ungrouped', world }, (cases, set) => {
      const alone = cases.map(({ baseline, candidate }) => ({ baseline, candidate }))
      return permutationTest(alone, { seed: set, flips: 199 }).p
    })
    expect(pValues.filter((p) => p <= 0.05).length).toBeGreaterThan(2 * most)
  })
})
