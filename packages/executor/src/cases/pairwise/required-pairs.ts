import type { CombinationModel } from './combination-model.ts'
import type { ConstraintSolver } from './constraint-solver.ts'

/**
 * Every pair of values of two covered parameters that some combination may hold, as one number each: the lower value times the number of
 * values, plus the higher one.
 */
export function requiredPairs(model: CombinationModel, solver: ConstraintSolver): Int32Array {
  return Int32Array.from(pairsOf(model, solver))
}

function* pairsOf(
  { sizes, first, parameterOf, covered }: CombinationModel,
  solver: ConstraintSolver,
): Generator<number> {
  const combination = new Int32Array(sizes.length).fill(-1)
  for (let one = 0; one < parameterOf.length; one += 1) {
    const parameter = parameterOf[one] as number
    if (!covered.has(parameter)) continue
    combination[parameter] = one
    const next = (first[parameter] as number) + (sizes[parameter] as number)
    for (let other = next; other < parameterOf.length; other += 1) {
      if (!covered.has(parameterOf[other] as number)) continue
      if (!solver.isConstrained(parameter) || solver.canTake(combination, other)) yield one * parameterOf.length + other
    }
    combination[parameter] = -1
  }
}
