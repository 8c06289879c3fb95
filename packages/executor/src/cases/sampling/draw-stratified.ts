/**
 * Draws combinations in which every value of every parameter appears as often as its weight says, to the nearest whole
 * number (largest remainders), as Latin hypercube sampling does:
 *
 * - Each parameter gets a column with its values in these numbers, shuffled.
 * - Rows that repeat an earlier one or hold something forbidden swap single values with other rows, which leaves the numbers alone.
 * - What still stands in the way after that is replaced by a draw by weight; constraints that rule out a proportion do that.
 */
import type { Random } from '@autoopt/collector'
import type { Combination, CombinationModel } from '../pairwise/combination-model.ts'
import { ConstraintSolver } from '../pairwise/constraint-solver.ts'
import { valuesOf } from '../pairwise/values-of.ts'
import { drawDistinct, type DrawOptions } from './draw-distinct.ts'

const MAX_SWAPS = 200

export function drawStratified(model: CombinationModel, options: DrawOptions): Combination[] {
  // Fewer combinations may be left than are asked for.
  const spare = [...drawDistinct(model, options)]
  const { random, weights } = options
  const columns = [...model.sizes.keys()].map((parameter) =>
    random.shuffle(proportionate(valuesOf(model, parameter), weights, spare.length)),
  )
  const rows = spare.map((_, row) => Int32Array.from(columns, (column) => column[row] as number))
  const table = new RowSet(rows, new ConstraintSolver(model))
  for (const row of rows.keys()) if (!table.isGood(row)) swapIntoPlace(table, row, random)
  return table.good(spare)
}

/** Each value as often as its weight says, `count` altogether. */
function proportionate(values: readonly number[], weights: Float64Array, count: number): number[] {
  const total = values.reduce((sum, value) => sum + (weights[value] as number), 0)
  const shareOf = (value: number): number =>
    total > 0 ? ((weights[value] as number) / total) * count : count / values.length
  const filled = values.flatMap((value) => Array<number>(Math.floor(shareOf(value))).fill(value))
  const byRemainder = values.toSorted((one, other) => (shareOf(other) % 1) - (shareOf(one) % 1))
  return [...filled, ...byRemainder.slice(0, count - filled.length)]
}

function swapIntoPlace(table: RowSet, row: number, random: Random): void {
  for (let swaps = 0; swaps < MAX_SWAPS; swaps += 1) {
    const other = random.below(table.rows.length)
    const parameter = random.below(table.rows[row]?.length ?? 1)
    const wasGood = table.isGood(other)
    table.swap(parameter, row, other)
    if (table.isGood(row) && (table.isGood(other) || !wasGood)) return
    table.swap(parameter, row, other)
  }
}

/** Rows, and how often each combination stands among them. */
class RowSet {
  readonly rows: readonly Combination[]
  readonly #solver: ConstraintSolver
  readonly #counts = new Map<string, number>()

  constructor(rows: readonly Combination[], solver: ConstraintSolver) {
    this.rows = rows
    this.#solver = solver
    for (const row of rows) this.#count(row, 1)
  }

  /** Whether a row is allowed and there is no other like it. */
  isGood(row: number): boolean {
    const combination = this.rows[row] as Combination
    return this.#counts.get(combination.join()) === 1 && this.#isAllowed(combination)
  }

  swap(parameter: number, one: number, other: number): void {
    const [first, second] = [this.rows[one] as Combination, this.rows[other] as Combination]
    this.#count(first, -1)
    this.#count(second, -1)
    const value = first[parameter] as number
    first[parameter] = second[parameter] as number
    second[parameter] = value
    this.#count(first, 1)
    this.#count(second, 1)
  }

  /** The good rows, and as many of the spare ones as there are others. */
  good(spare: readonly Combination[]): Combination[] {
    const taken = new Set<string>()
    const good = this.rows.filter((row) => {
      if (taken.has(row.join()) || !this.#isAllowed(row)) return false
      taken.add(row.join())
      return true
    })
    const others = spare.filter((combination) => !taken.has(combination.join()))
    return [...good, ...others.slice(0, this.rows.length - good.length)]
  }

  #isAllowed(combination: Combination): boolean {
    return this.#solver.constrained.every((parameter) =>
      this.#solver.allows(combination, combination[parameter] as number),
    )
  }

  #count(combination: Combination, by: 1 | -1): void {
    const key = combination.join()
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by)
  }
}
