import type { Random } from '@autoopt/collector'
import { prepareDraw } from '../sampling/prepare-draw.ts'
import type { Combination, CombinationModel } from './combination-model.ts'
import { ConstraintSolver } from './constraint-solver.ts'
import { coverGreedily } from './cover-greedily.ts'
import { orderForPrefixes } from './order-for-prefixes.ts'
import { PairTable } from './pair-table.ts'
import { refillFreely } from './refill-freely.ts'
import { requiredPairs } from './required-pairs.ts'
import { shrinkCover } from './shrink-cover.ts'

/**
 * Few combinations that together hold every pair of values of two covered parameters, except pairs that constraints rule
 * out. One covered parameter shows each of its values; without any there is one combination. What no pair needs is drawn by
 * weight. With `limit`, the combinations that hold the most pairs; then pairs may be missing.
 *
 * Each value of the model must be possible in some combination. Memory grows with the square of their number.
 */
export function pairwiseCover(
  model: CombinationModel,
  random: Random,
  { limit = Number.POSITIVE_INFINITY }: { readonly limit?: number } = {},
): Combination[] {
  const solver = new ConstraintSolver(model)
  if (model.covered.size === 0) return [prepareDraw(model, model.weights, { solver, random })()]
  if (model.covered.size === 1) return pairwiseCover(withCompanion(model), random, { limit }).map(withoutLast)
  const required = requiredPairs(model, solver)
  const table = new PairTable(model, required)
  const tools = { model, solver, table, random }
  const rows = shrinkCover(coverGreedily(tools), tools, leastRows(model, required))
  refillFreely(rows, tools)
  if (rows.count > limit) return orderForPrefixes(rows, { model, required, count: limit })
  return Array.from({ length: rows.count }, (_, row) => rows.at(row).slice())
}

/** The model with a further parameter of one value, beside which each value must appear. */
function withCompanion(model: CombinationModel): CombinationModel {
  const { sizes, first, parameterOf, covered, weights } = model
  return {
    ...model,
    sizes: [...sizes, 1],
    first: [...first, parameterOf.length],
    parameterOf: Int32Array.of(...parameterOf, sizes.length),
    covered: new Set([...covered, sizes.length]),
    weights: Float64Array.of(...weights, 1),
  }
}

function withoutLast(combination: Combination): Combination {
  return combination.slice(0, -1)
}

/** No two pairs of values of the same two parameters fit into one row. */
function leastRows({ sizes, parameterOf }: CombinationModel, required: Int32Array): number {
  const pairs = new Int32Array(sizes.length * sizes.length)
  let most = 0
  for (const pair of required) {
    const one = parameterOf[Math.floor(pair / parameterOf.length)] as number
    const place = one * sizes.length + (parameterOf[pair % parameterOf.length] as number)
    const count = (pairs[place] as number) + 1
    pairs[place] = count
    most = Math.max(most, count)
  }
  return most
}
