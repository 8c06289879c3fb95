import { describe, expect, it } from 'vitest'
import { createCombinationModel } from '../../../src/cases/pairwise/combination-model.ts'
import { fullProduct } from '../../../src/cases/sampling/full-product.ts'
import { allCombinations } from '../pairwise/brute-force.ts'

describe('the full product', () => {
  it('is every combination that is allowed, in the order of the values', () => {
    const sizes = [3, 2, 4]
    const forbidden = [
      [
        { parameter: 0, values: [1, 2] },
        { parameter: 2, values: [0, 3] },
      ],
      [
        { parameter: 1, values: [1] },
        { parameter: 2, values: [2] },
      ],
    ]
    const model = createCombinationModel({ sizes, forbidden })
    const rows = Array.from(fullProduct(model), (row) =>
      Array.from(row, (value, index) => value - (model.first[index] ?? 0)),
    )
    expect(rows).toEqual(allCombinations(sizes, forbidden))
  })

  it('can be left after a few of a number that no memory holds', () => {
    const model = createCombinationModel({ sizes: Array<number>(60).fill(9) })
    const product = fullProduct(model)
    const rows = Array.from({ length: 3 }, () => product.next().value?.at(-1))
    expect(rows).toEqual([531, 532, 533])
  })
})
