import { createRandom } from '@autoopt/collector'
import { describe, expect, it } from 'vitest'
import {
  type Combination,
  createCombinationModel,
  type ModelParts,
} from '../../../src/cases/pairwise/combination-model.ts'
import { drawStratified } from '../../../src/cases/sampling/draw-stratified.ts'

function draw(parts: ModelParts, count: number, seed = 1): Combination[] {
  const model = createCombinationModel(parts)
  return drawStratified(model, { random: createRandom(seed), count, weights: model.weights })
}

function countsOf(rows: readonly Combination[], parameter: number): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const row of rows) counts[row[parameter] ?? -1] = (counts[row[parameter] ?? -1] ?? 0) + 1
  return counts
}

describe('a stratified draw', () => {
  it('has every value exactly as often as its weight says', () => {
    const rows = draw({ sizes: [3, 4, 10], weights: [[5, 3, 2], undefined, undefined] }, 40)
    expect(countsOf(rows, 0)).toEqual({ 0: 20, 1: 12, 2: 8 })
    expect(countsOf(rows, 1)).toEqual({ 3: 10, 4: 10, 5: 10, 6: 10 })
    expect(Object.values(countsOf(rows, 2))).toEqual(Array(10).fill(4))
  })

  it('gives fractions to the largest remainders', () => {
    const rows = draw({ sizes: [3, 50], weights: [[4, 3, 3], undefined] }, 7)
    expect(countsOf(rows, 0)).toEqual({ 0: 3, 1: 2, 2: 2 })
  })

  it('repeats no combination', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const rows = draw({ sizes: [3, 3, 3] }, 18, seed)
      expect(new Set(rows.map((row) => row.join())).size).toBe(18)
    }
  })

  it('keeps to constraints, and to the proportions as far as those allow', () => {
    const forbidden = [
      [
        { parameter: 0, values: [0] },
        { parameter: 1, values: [1, 2, 3] },
      ],
    ]
    const rows = draw({ sizes: [2, 4, 50], forbidden }, 40)
    expect(rows).toHaveLength(40)
    expect(rows.some((row) => row[0] === 0 && row[1] !== 2)).toBe(false)
    const rare = draw(
      {
        sizes: [4, 4, 50],
        forbidden: [
          [
            { parameter: 0, values: [0] },
            { parameter: 1, values: [0] },
          ],
        ],
      },
      40,
    )
    expect(countsOf(rare, 0)).toEqual({ 0: 10, 1: 10, 2: 10, 3: 10 })
  })
})
