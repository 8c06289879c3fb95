import { createRandom } from '@autoopt/collector'
import { describe, expect, it } from 'vitest'
import {
  type Combination,
  createCombinationModel,
  type ModelParts,
} from '../../../src/cases/pairwise/combination-model.ts'
import { drawDistinct } from '../../../src/cases/sampling/draw-distinct.ts'

function draw(parts: ModelParts, count: number, seed = 1): Combination[] {
  const model = createCombinationModel(parts)
  return [...drawDistinct(model, { random: createRandom(seed), count, weights: model.weights })]
}

const keys = (rows: readonly Combination[]): Set<string> => new Set(rows.map((row) => row.join()))

describe('a draw without repeats', () => {
  it('of few combinations gives all of them when all are wanted', () => {
    expect(keys(draw({ sizes: [3, 4, 5] }, 1000)).size).toBe(60)
  })

  it('follows the weights: a value of nine tenths begins nine draws in ten', () => {
    const firsts = Array.from(
      { length: 2000 },
      (_, seed) => draw({ sizes: [2, 1], weights: [[9, 1], undefined] }, 1, seed)[0]?.[0],
    )
    const heavy = firsts.filter((value) => value === 0).length
    // Five standard errors to either side.
    expect(Math.abs(heavy - 1800)).toBeLessThan(5 * Math.sqrt(2000 * 0.9 * 0.1))
  })

  it('follows the weights where combinations are too many to look at', () => {
    const sizes = Array<number>(12).fill(4)
    const rows = draw({ sizes, weights: sizes.map(() => [7, 1, 1, 1]) }, 2000)
    expect(keys(rows).size).toBe(2000)
    const heavy = rows.reduce((sum, row) => sum + row.filter((value) => value % 4 === 0).length, 0)
    expect(heavy / (2000 * 12)).toBeGreaterThan(0.66)
    expect(heavy / (2000 * 12)).toBeLessThan(0.72)
  })

  it('goes on evenly when the weights give nothing new', () => {
    const sizes = Array<number>(20).fill(2)
    const rows = draw({ sizes, weights: sizes.map(() => [1e9, 1]) }, 50)
    expect(keys(rows).size).toBe(50)
  })

  it('never takes a value that weighs nothing', () => {
    for (const count of [5, 100_000]) {
      const rows = draw({ sizes: [3, 3], weights: [[1, 0, 1], undefined] }, count)
      expect(rows.some((row) => row[0] === 1)).toBe(false)
    }
    const sizes = Array<number>(12).fill(3)
    const many = draw({ sizes, weights: sizes.map(() => [1, 0, 1]) }, 500)
    expect(many.some((row) => row.some((value) => value % 3 === 1))).toBe(false)
  })

  it('keeps to constraints, be they loose or tight', () => {
    const sizes = Array<number>(12).fill(3)
    const loose = [
      [
        { parameter: 0, values: [0] },
        { parameter: 1, values: [0] },
      ],
    ]
    // Each parameter must have the value of the one before: three combinations of half a million.
    const tight = sizes.slice(1).flatMap((_, index) =>
      [0, 1, 2].map((value) => [
        { parameter: index, values: [value] },
        { parameter: index + 1, values: [0, 1, 2].filter((other) => other !== value) },
      ]),
    )
    const free = draw({ sizes, forbidden: loose }, 300)
    expect(free).toHaveLength(300)
    expect(free.some((row) => row[0] === 0 && row[1] === 3)).toBe(false)
    const bound = draw({ sizes, forbidden: tight }, 300)
    expect(bound.map((row) => new Set(row.map((value) => value % 3)).size)).toEqual([1, 1, 1])
  })
})
