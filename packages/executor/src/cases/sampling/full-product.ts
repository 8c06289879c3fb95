import type { Combination, CombinationModel } from '../pairwise/combination-model.ts'
import { ConstraintSolver } from '../pairwise/constraint-solver.ts'

/** Every combination that is allowed, the last parameter changing fastest, one at a time and in constant memory. */
export function* fullProduct(model: CombinationModel): Generator<Combination> {
  const solver = new ConstraintSolver(model)
  const combination = new Int32Array(model.sizes.length).fill(-1)
  yield* extend(0)

  function* extend(parameter: number): Generator<Combination> {
    if (parameter === model.sizes.length) {
      yield combination.slice()
      return
    }
    const start = model.first[parameter] as number
    const end = start + (model.sizes[parameter] as number)
    for (let value = start; value < end; value += 1) {
      if (!solver.allows(combination, value)) continue
      combination[parameter] = value
      yield* extend(parameter + 1)
    }
    combination[parameter] = -1
  }
}

/** How many combinations there are without constraints. */
export function productSize({ sizes }: CombinationModel): number {
  return sizes.reduce((product, size) => product * size, 1)
}
