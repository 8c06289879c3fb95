import { ConstraintError } from '../errors.ts'
import type { CombinationModel } from '../pairwise/combination-model.ts'
import { ConstraintSolver } from '../pairwise/constraint-solver.ts'
import type { Dimension } from './dimension.ts'

/**
 * Makes sure that each value can appear in some combination.
 *
 * @throws {@link ConstraintError} with the values that cannot, or when nothing is left at all.
 */
export function checkPossible(model: CombinationModel, dimensions: readonly Dimension[], dataset: string): void {
  const solver = new ConstraintSolver(model)
  const empty = new Int32Array(model.sizes.length).fill(-1)
  const impossible = dimensions.flatMap(({ name, values }, parameter) =>
    solver.isConstrained(parameter)
      ? values.flatMap((value, index) =>
          solver.canTake(empty, (model.first[parameter] as number) + index)
            ? []
            : [`${name} = ${JSON.stringify(value)}`],
        )
      : [],
  )
  if (impossible.length === 0) return
  const constrained = solver.constrained.reduce((count, parameter) => count + (model.sizes[parameter] as number), 0)
  const finding =
    impossible.length === constrained
      ? 'the constraints contradict each other: no combination is left'
      : `the constraints leave no combination with ${impossible.slice(0, 10).join(', ')}`
  throw new ConstraintError(
    `Dataset ${JSON.stringify(dataset)}: ${finding}. Loosen them, or take out values that cannot appear.`,
    { dataset_id: dataset, impossible },
  )
}
