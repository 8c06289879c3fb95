import { describe, expect, it } from 'vitest'
import { bootstrapInterval } from '../../src/statistics/bootstrap-interval.ts'
import { normal, overSets, passOrFail, type World } from './paired-cases.ts'

const sets = 1000
const truth = 0.1
const noisy = (random: Parameters<World['score']>[0], mean: number): number => mean + 0.2 * normal(random)

/** How many of 1,000 intervals of 95 % hold the true mean difference, in per cent. */
function coverage(seed: string, world: World): number {
  const held = overSets({ sets, seed, world }, (cases, set) => {
    const { low, high } = bootstrapInterval(cases, { seed: set, resamples: 1000 })
    return low <= truth && truth <= high
  })
  return (100 * held.filter(Boolean).length) / sets
}

describe('of 1,000 bootstrap intervals of 95 %, 930 to 970 hold the true difference', () => {
  it.each([
    ['20 cases', { cases: 20, repeats: 1, effect: (random) => truth + 0.1 * normal(random), score: noisy }],
    ['20 cases, 3 repeats', { cases: 20, repeats: 3, effect: (random) => truth + 0.1 * normal(random), score: noisy }],
    ['40 cases, 3 repeats, all noise of repeats', { cases: 40, repeats: 3, effect: () => truth, score: noisy }],
    ['40 cases that pass or fail', { cases: 40, repeats: 1, effect: () => truth, score: passOrFail }],
    ['40 cases that pass or fail, 3 repeats', { cases: 40, repeats: 3, effect: () => truth, score: passOrFail }],
    [
      '60 cases, a few of which gain all',
      {
        cases: 60,
        repeats: 2,
        effect: (random) => -truth * Math.log(1 - random.next()),
        score: (random, mean) => mean + 0.1 * normal(random),
      },
    ],
    [
      '80 cases in 20 groups that share an effect',
      { cases: 80, repeats: 1, casesPerGroup: 4, effect: (random) => truth + 0.2 * normal(random), score: noisy },
    ],
  ] satisfies [string, World][])('%s', (name, world) => {
    const held = coverage(name, world)
    expect(held).toBeGreaterThanOrEqual(93)
    expect(held).toBeLessThanOrEqual(97)
  })
})
