/**
 * The parameters of a dataset as numbers. The values of all parameters are numbered through: those of parameter `p` are
 * `first[p]` … `first[p] + sizes[p] − 1`. A combination holds one value of each parameter, in their order.
 */
export interface CombinationModel {
  readonly sizes: readonly number[]
  readonly first: readonly number[]
  /** The parameter of each value. */
  readonly parameterOf: Int32Array
  /** The parameters of which every pair of values must appear. */
  readonly covered: ReadonlySet<number>
  /** How often each value is chosen where the choice is free. */
  readonly weights: Float64Array
  readonly forbidden: readonly ForbiddenCombination[]
}

/** Forbids the combinations that hold, for each of these parameters, one of these values. */
export type ForbiddenCombination = readonly {
  readonly parameter: number
  readonly values: ReadonlySet<number>
}[]

/** One value of each parameter; −1 where none is chosen yet. */
export type Combination = Int32Array

/** What a model is made of; values are numbered from 0 for each parameter. */
export interface ModelParts {
  readonly sizes: readonly number[]
  /** Default: all. */
  readonly covered?: Iterable<number>
  /** Default, also for each parameter: evenly. */
  readonly weights?: readonly (readonly number[] | undefined)[]
  readonly forbidden?: readonly (readonly { readonly parameter: number; readonly values: Iterable<number> }[])[]
}

/** Numbers the values of all parameters through. */
export function createCombinationModel({ sizes, covered, weights = [], forbidden = [] }: ModelParts): CombinationModel {
  const first: number[] = []
  let count = 0
  for (const size of sizes) {
    first.push(count)
    count += size
  }
  const start = (parameter: number): number => first[parameter] ?? 0
  return {
    sizes,
    first,
    parameterOf: Int32Array.from(sizes.flatMap((size, parameter) => Array<number>(size).fill(parameter))),
    covered: new Set(covered ?? sizes.keys()),
    weights: Float64Array.from(sizes.flatMap((size, parameter) => weights[parameter] ?? Array<number>(size).fill(1))),
    forbidden: forbidden.map((literals) =>
      literals.map(({ parameter, values }) => ({
        parameter,
        values: new Set(Array.from(values, (value) => start(parameter) + value)),
      })),
    ),
  }
}
