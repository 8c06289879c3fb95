import { createRandom } from '@autoopt/collector'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCombinationModel, type ModelParts } from '../../../src/cases/pairwise/combination-model.ts'
import { pairwiseCover } from '../../../src/cases/pairwise/pairwise-cover.ts'
import { allCombinations, isForbidden, pairsIn } from './brute-force.ts'
import { publishedModels } from './published-models.ts'

/** A cover with values from 0 for each parameter. */
function cover(parts: ModelParts, { seed = 1, limit }: { seed?: number; limit?: number } = {}): number[][] {
  const model = createCombinationModel(parts)
  const rows = pairwiseCover(model, createRandom(seed), limit === undefined ? {} : { limit })
  return rows.map((row) => Array.from(row, (value, parameter) => value - (model.first[parameter] ?? 0)))
}

const everyParameter = (sizes: readonly number[]): number[] => [...sizes.keys()]

/** As many pairs as there are, told without making all combinations. */
function countPairs(sizes: readonly number[]): number {
  return sizes.reduce(
    (sum, size, index) => sum + size * sizes.slice(index + 1).reduce((rest, other) => rest + other, 0),
    0,
  )
}

describe('a cover of a published model', () => {
  it.each(publishedModels)(
    '$name holds every pair in at most 15 % more rows than the best of the published tools ($best)',
    ({ sizes, best }) => {
      const rows = cover({ sizes })
      expect(pairsIn(rows, everyParameter(sizes)).size).toBe(countPairs(sizes))
      expect(rows.length).toBeLessThanOrEqual(best * 1.15)
    },
  )
})

const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 6 })

type Forbidden = NonNullable<ModelParts['forbidden']>

/** Forbidden combinations of one to three parameters, of some of their values each. */
function forbiddenOf(parameters: readonly number[]): fc.Arbitrary<Forbidden> {
  const literals = fc
    .shuffledSubarray([...parameters.keys()], { minLength: 1, maxLength: Math.min(3, parameters.length) })
    .chain((chosen) =>
      fc.tuple(
        ...chosen.map((parameter) =>
          fc
            .uniqueArray(fc.nat({ max: (parameters[parameter] ?? 1) - 1 }), { minLength: 1 })
            .map((values) => ({ parameter, values })),
        ),
      ),
    )
  return fc.array(literals, { minLength: 1, maxLength: 8 })
}

/** Those that leave each value possible, one after another. */
function soundPart(model: readonly number[], proposed: Forbidden): Forbidden {
  let taken: Forbidden = []
  for (const next of proposed) {
    const wider = [...taken, next]
    const possible = allCombinations(model, wider)
    const isSound = model.every((size, parameter) => new Set(possible.map((row) => row[parameter])).size === size)
    if (isSound) taken = wider
  }
  return taken
}

describe('a cover', () => {
  it('of 40 random models holds every pair of values', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (model, seed) => {
        const rows = cover({ sizes: model }, { seed })
        expect(pairsIn(rows, everyParameter(model)).size).toBe(countPairs(model))
      }),
      { numRuns: 40, seed: 1 },
    )
  })

  it('of 40 random models with constraints holds every pair that is possible, and nothing forbidden', () => {
    fc.assert(
      fc.property(
        sizes.chain((model) => fc.tuple(fc.constant(model), forbiddenOf(model))),
        fc.nat(),
        ([model, proposed], seed) => {
          const forbidden = soundPart(model, proposed)
          const possible = allCombinations(model, forbidden)
          const rows = cover({ sizes: model, forbidden }, { seed })
          expect(rows.filter((row) => isForbidden(row, forbidden))).toEqual([])
          const wanted = pairsIn(possible, everyParameter(model))
          expect(pairsIn(rows, everyParameter(model))).toEqual(wanted)
        },
      ),
      { numRuns: 40, seed: 1 },
    )
  })

  it('of many parameters under constraints is about as small as without them', () => {
    const model = Array<number>(20).fill(4)
    const forbidden = Array.from({ length: 9 }, (_, index) => [
      { parameter: 2 * index, values: [0] },
      { parameter: 2 * index + 1, values: [1, 2] },
    ])
    const rows = cover({ sizes: model, forbidden })
    expect(rows.filter((row) => isForbidden(row, forbidden))).toEqual([])
    expect(pairsIn(rows, everyParameter(model)).size).toBe(countPairs(model) - 18)
    expect(rows.length).toBeLessThanOrEqual(cover({ sizes: model }).length * 1.15)
  })

  it('has no row more than it must where two parameters alone need as many', () => {
    expect(cover({ sizes: [7, 5, 3, 2] })).toHaveLength(35)
  })

  it('is the same for the same seed, and another one for another', () => {
    const model = { sizes: [3, 4, 5, 3, 2] }
    expect(cover(model, { seed: 7 })).toEqual(cover(model, { seed: 7 }))
    expect(cover(model, { seed: 7 })).not.toEqual(cover(model, { seed: 8 }))
  })

  it('need only hold the pairs of the parameters that are to be covered', () => {
    const rows = cover({ sizes: [3, 3, 50], covered: [0, 1] })
    expect(rows).toHaveLength(9)
    expect(pairsIn(rows, [0, 1]).size).toBe(9)
  })

  it('of one parameter shows each of its values once', () => {
    const shown = cover({ sizes: [4], covered: [0] }).map(([value]) => value)
    expect(shown).toHaveLength(4)
    expect(new Set(shown)).toEqual(new Set([0, 1, 2, 3]))
  })

  it('of no parameter is one combination', () => {
    expect(cover({ sizes: [4, 2], covered: [] })).toHaveLength(1)
    expect(cover({ sizes: [] })).toEqual([[]])
  })

  it('fills what no pair needs by weight', () => {
    const rows = cover({ sizes: [12, 12, 2], covered: [0, 1], weights: [undefined, undefined, [9, 1]] })
    const heavy = rows.filter((row) => row[2] === 0).length
    expect(heavy / rows.length).toBeGreaterThan(0.8)
    expect(heavy).toBeLessThan(rows.length)
  })

  it('that is cut short holds more pairs than rows taken as they come', () => {
    const model = [3, 3, 3, 3, 3, 3, 3, 3]
    const whole = cover({ sizes: model })
    const part = cover({ sizes: model }, { limit: 6 })
    expect(part).toHaveLength(6)
    const pairs = (rows: readonly number[][]): number => pairsIn(rows, everyParameter(model)).size
    expect(pairs(part)).toBeGreaterThanOrEqual(pairs(whole.slice(0, 6)))
    expect(pairs(part)).toBeGreaterThan(0.5 * countPairs(model))
  })
})
