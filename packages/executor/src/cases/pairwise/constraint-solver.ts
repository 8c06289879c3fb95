/**
 * Tells whether a combination can be completed without anything forbidden, by search with forward checking (Haralick and
 * Elliott, Artificial Intelligence 14, 1980): the parameter with the fewest values left is decided next, and a value that
 * the decided ones rule out is never tried. Exact; in the worst case exponential in the parameters that constraints name.
 */
import type { Combination, CombinationModel, ForbiddenCombination } from './combination-model.ts'

export class ConstraintSolver {
  readonly #model: CombinationModel
  /** What else must not stand beside each value: each entry forbids what meets all of its literals. */
  readonly #forbiddenBeside: readonly ForbiddenCombination[][]
  /** The parameters that constraints name. */
  readonly constrained: readonly number[]
  /** The parameters on which one depends, itself included: those of its constraints, of their constraints, and so on. */
  readonly #dependent: ReadonlyMap<number, readonly number[]>

  constructor(model: CombinationModel) {
    this.#model = model
    this.#forbiddenBeside = Array.from(model.parameterOf, () => [])
    for (const literals of model.forbidden)
      for (const literal of literals) {
        const others = literals.filter((other) => other !== literal)
        for (const value of literal.values) this.#forbiddenBeside[value]?.push(others)
      }
    this.#dependent = groupByConstraints(model.forbidden)
    this.constrained = [...this.#dependent.keys()].toSorted((one, other) => one - other)
  }

  /** Whether any constraint names the parameter. */
  isConstrained(parameter: number): boolean {
    return this.#dependent.has(parameter)
  }

  /** Whether a value may stand beside the others that are chosen, in place of the one of its parameter. */
  allows(combination: Combination, value: number): boolean {
    for (const others of this.#forbiddenBeside[value] as ForbiddenCombination[])
      if (holdsAll(others, combination)) return false
    return true
  }

  /** Whether the combination, with one value more, can be completed. What it holds so far must be feasible. */
  canTake(combination: Combination, value: number): boolean {
    const parameter = this.#model.parameterOf[value] as number
    if (!this.isConstrained(parameter)) return true
    if (!this.allows(combination, value)) return false
    const extended = combination.slice()
    extended[parameter] = value
    return this.#complete(extended, this.#dependent.get(parameter) ?? [])
  }

  #complete(combination: Combination, parameters: readonly number[]): boolean {
    const open = this.#nextOpen(combination, parameters)
    if (open === undefined) return true
    for (const value of open.values) {
      combination[open.parameter] = value
      if (this.#complete(combination, parameters)) return true
    }
    combination[open.parameter] = -1
    return false
  }

  /** The open parameter with the fewest values left. */
  #nextOpen(
    combination: Combination,
    parameters: readonly number[],
  ): { readonly parameter: number; readonly values: number[] } | undefined {
    let next: { readonly parameter: number; readonly values: number[] } | undefined
    for (const parameter of parameters) {
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

/** The parameters that constraints connect, by each of them. */
function groupByConstraints(forbidden: readonly ForbiddenCombination[]): Map<number, readonly number[]> {
  const groups = new Map<number, readonly number[]>()
  for (const literals of forbidden) {
    const joined = new Set(literals.flatMap(({ parameter }) => groups.get(parameter) ?? [parameter]))
    const group = [...joined]
    for (const parameter of group) groups.set(parameter, group)
  }
  return groups
}

function holdsAll(literals: ForbiddenCombination, combination: Combination): boolean {
  for (const { parameter, values } of literals) if (!values.has(combination[parameter] as number)) return false
  return true
}
