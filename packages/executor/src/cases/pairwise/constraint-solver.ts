/**
 * Tells whether a combination can be completed without anything forbidden, by search with forward checking (Haralick and
 * Elliott, Artificial Intelligence 14, 1980): the parameter with the fewest values left is decided next, and a value that
 * the decided ones rule out is never tried. Exact; in the worst case exponential in the parameters that constraints name.
 */
import type { Combination, CombinationModel, ForbiddenCombination } from './combination-model.ts'

export class ConstraintSolver {
  readonly #model: CombinationModel
  /** What is forbidden, by each parameter that it names. */
  readonly #byParameter: readonly (readonly ForbiddenCombination[])[]
  /** The parameters that constraints name. */
  readonly constrained: readonly number[]

  constructor(model: CombinationModel) {
    this.#model = model
    this.#byParameter = model.sizes.map((_, parameter) =>
      model.forbidden.filter((literals) => literals.some((literal) => literal.parameter === parameter)),
    )
    this.constrained = [...model.sizes.keys()].filter((parameter) => this.isConstrained(parameter))
  }

  /** Whether any constraint names the parameter. */
  isConstrained(parameter: number): boolean {
    return (this.#byParameter[parameter]?.length ?? 0) > 0
  }

  /** Whether a value may stand beside the others that are chosen, in place of the one of its parameter. */
  allows(combination: Combination, value: number): boolean {
    const parameter = this.#model.parameterOf[value] as number
    for (const literals of this.#byParameter[parameter] ?? [])
      if (holdsAll(literals, combination, { parameter, value })) return false
    return true
  }

  /** Whether the combination, with one value more, can be completed. What it holds so far must be feasible. */
  canTake(combination: Combination, value: number): boolean {
    const parameter = this.#model.parameterOf[value] as number
    if (!this.isConstrained(parameter)) return true
    if (!this.allows(combination, value)) return false
    const extended = combination.slice()
    extended[parameter] = value
    return this.#complete(extended)
  }

  #complete(combination: Combination): boolean {
    const open = this.#nextOpen(combination)
    if (open === undefined) return true
    for (const value of open.values) {
      combination[open.parameter] = value
      if (this.#complete(combination)) return true
    }
    combination[open.parameter] = -1
    return false
  }

  /** The open parameter with the fewest values left. */
  #nextOpen(combination: Combination): { readonly parameter: number; readonly values: number[] } | undefined {
    let next: { readonly parameter: number; readonly values: number[] } | undefined
    for (const parameter of this.constrained) {
      if ((combination[parameter] as number) >= 0) continue
      const values = this.#valuesLeft(combination, parameter)
      if (next === undefined || values.length < next.values.length) next = { parameter, values }
      if (values.length === 0) break
    }
    return next
  }

  #valuesLeft(combination: Combination, parameter: number): number[] {
    const { first, sizes } = this.#model
    const start = first[parameter] as number
    const end = start + (sizes[parameter] as number)
    const values: number[] = []
    for (let value = start; value < end; value += 1) if (this.allows(combination, value)) values.push(value)
    return values
  }
}

/** Whether a forbidden combination is complete once a parameter has a value. */
function holdsAll(
  literals: ForbiddenCombination,
  combination: Combination,
  { parameter, value }: { readonly parameter: number; readonly value: number },
): boolean {
  for (const literal of literals) {
    const chosen = literal.parameter === parameter ? value : (combination[literal.parameter] as number)
    if (!literal.values.has(chosen)) return false
  }
  return true
}
