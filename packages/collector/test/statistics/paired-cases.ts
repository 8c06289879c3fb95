import fc from 'fast-check'
import { createRandom, type Random } from '../../src/random/create-random.ts'
import type { PairedCase } from '../../src/statistics/paired-case.ts'

/** Cases that ran once with each variant, with these differences. */
export function fromDifferences(differences: readonly number[], group?: string): PairedCase[] {
  return differences.map((difference) => ({ baseline: [0], candidate: [difference], group }))
}

/** What a simulated benchmark is like; all in the unit of the scores. */
export interface World {
  readonly cases: number
  readonly repeats: number
  /** The true difference of a case, drawn anew for each. */
  readonly effect: (random: Random) => number
  /** One score of a case, given what it scores on average with this variant. */
  readonly score: (random: Random, mean: number) => number
  /** So many cases share one draw of the effect; each is on its own when left out. */
  readonly casesPerGroup?: number
}

export function simulate(world: World, random: Random): PairedCase[] {
  const { cases, repeats, casesPerGroup = 1 } = world
  let shared = 0
  return Array.from({ length: cases }, (_, index) => {
    if (index % casesPerGroup === 0) shared = world.effect(random)
    const difficulty = 0.2 + 0.5 * random.next()
    const scores = (mean: number): number[] => Array.from({ length: repeats }, () => world.score(random, mean))
    const group = casesPerGroup === 1 ? undefined : String(Math.floor(index / casesPerGroup))
    return { baseline: scores(difficulty), candidate: scores(difficulty + shared), group }
  })
}

/** G. E. P. Box and M. E. Muller (1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

export function passOrFail(random: Random, mean: number): number {
  return random.next() < mean ? 1 : 0
}

/** Results for each of many simulated benchmarks. */
export function overSets<Result>(
  options: { readonly sets: number; readonly seed: string; readonly world: World },
  judge: (cases: readonly PairedCase[], set: number) => Result,
): Result[] {
  const random = createRandom(options.seed)
  return Array.from({ length: options.sets }, (_, set) => judge(simulate(options.world, random), set))
}

const score = fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20)
const scores = fc.array(score, { minLength: 1, maxLength: 3 })

/** Any cases, some of them in groups, as few as `least`. */
export function anyCases(least: number): fc.Arbitrary<PairedCase[]> {
  const group = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined })
  return fc.array(fc.record({ baseline: scores, candidate: scores, group }), { minLength: least, maxLength: 20 })
}
