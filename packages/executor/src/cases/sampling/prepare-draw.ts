import type { Random } from '@autoopt/collector'
import type { Combination, CombinationModel } from '../pairwise/combination-model.ts'
import type { ConstraintSolver } from '../pairwise/constraint-solver.ts'
import { valuesOf } from '../pairwise/values-of.ts'
import { drawByWeight } from './draw-by-weight.ts'

/** Draws without regard to constraints before values are drawn one after another with regard to them. */
const MAX_REJECTED = 100

/**
 * A function that draws combinations by weight. Constraints take out what they forbid and leave the proportions of the rest
 * as they are, as long as they leave about one in a hundred; where they leave less, values are drawn one by one, each
 * so that the combination can be completed.
 */
export function prepareDraw(
  model: CombinationModel,
  weights: Float64Array,
  { solver, random }: { readonly solver: ConstraintSolver; readonly random: Random },
): () => Combination {
  const draws = [...model.sizes.keys()].map((parameter) => prepareValue(model, parameter, weights))
  return () => {
    for (let rejected = 0; rejected < MAX_REJECTED; rejected += 1) {
      const combination = Int32Array.from(draws, (draw) => draw(random))
      const isAllowed = (parameter: number): boolean => solver.allows(combination, combination[parameter] as number)
      if (solver.constrained.every(isAllowed)) return combination
    }
    return drawStepwise(model, weights, { solver, random })
  }
}

/** Draws a value of a parameter by bisection of the running sums of its weights. */
function prepareValue(model: CombinationModel, parameter: number, weights: Float64Array): (random: Random) => number {
  const start = model.first[parameter] as number
  const sums = weights.slice(start, start + (model.sizes[parameter] as number))
  for (let index = 1; index < sums.length; index += 1)
    sums[index] = (sums[index] as number) + (sums[index - 1] as number)
  const total = sums.at(-1) ?? 0
  if (total <= 0) return (random) => start + random.below(sums.length)
  return (random) => start + firstAbove(sums, random.next() * total)
}

function firstAbove(sums: Float64Array, drawn: number): number {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] as number) > drawn) high = middle
    else low = middle + 1
  }
  return low
}

function drawStepwise(
  model: CombinationModel,
  weights: Float64Array,
  { solver, random }: { readonly solver: ConstraintSolver; readonly random: Random },
): Combination {
  const combination = new Int32Array(model.sizes.length).fill(-1)
  for (const parameter of random.shuffle([...model.sizes.keys()])) {
    const choices = valuesOf(model, parameter).filter((value) => solver.canTake(combination, value))
    combination[parameter] = drawByWeight(choices, weights, random)
  }
  return combination
}
