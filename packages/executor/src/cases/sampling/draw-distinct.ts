/**
 * Draws different combinations by weight, so that a combination is never drawn twice:
 *
 * - Where there are few, by keys (Efraimidis and Spirakis, Information Processing Letters 97, 2006): each gets a random
 *   number to the power of one over its weight, and the largest win. Exact, also under constraints.
 * - Where there are many, one after another, and again when one was there before. When the weights give nothing new for
 *   long, the values that weigh anything are drawn evenly.
 */
import type { Random } from '@autoopt/collector'
import type { Combination, CombinationModel } from '../pairwise/combination-model.ts'
import { ConstraintSolver } from '../pairwise/constraint-solver.ts'
import { HashCounts } from '../hash-counts.ts'
import { fullProduct, productSize } from './full-product.ts'
import { prepareDraw } from './prepare-draw.ts'

export interface DrawOptions {
  readonly random: Random
  /** At most so many. */
  readonly count: number
  /** As the weights of a model. */
  readonly weights: Float64Array
}

/** Combinations of which all are looked at. */
const FEW = 100_000
const MAX_REPEATS = 1000

export function* drawDistinct(model: CombinationModel, options: DrawOptions): Generator<Combination> {
  if (productSize(model) <= FEW) yield* drawFromAll(model, options)
  else yield* drawOneByOne(model, options)
}

function drawFromAll(model: CombinationModel, { random, count, weights }: DrawOptions): Combination[] {
  const keyed: { readonly key: number; readonly combination: Combination }[] = []
  for (const combination of fullProduct(model)) {
    let weight = 1
    for (const value of combination) weight *= weights[value] as number
    // The logarithm of the key, which small weights would round to nothing.
    if (weight > 0) keyed.push({ key: Math.log(1 - random.next()) / weight, combination })
  }
  return keyed
    .toSorted((one, other) => other.key - one.key)
    .slice(0, count)
    .map(({ combination }) => combination)
}

function* drawOneByOne(model: CombinationModel, { random, count, weights }: DrawOptions): Generator<Combination> {
  const tools = { solver: new ConstraintSolver(model), random }
  const byWeight = prepareDraw(model, weights, tools)
  const evenly = prepareDraw(model, weights.map(Math.sign), tools)
  const drawn = new HashCounts()
  const isNew = (combination: Combination): boolean => drawn.add(combination.join()) === 0
  for (let given = 0; given < count; given += 1) {
    const next = drawNew(byWeight, isNew) ?? drawNew(evenly, isNew)
    if (next === undefined) return
    yield next
  }
}

function drawNew(draw: () => Combination, isNew: (combination: Combination) => boolean): Combination | undefined {
  for (let repeats = 0; repeats < MAX_REPEATS; repeats += 1) {
    const combination = draw()
    if (isNew(combination)) return combination
  }
  return undefined
}
