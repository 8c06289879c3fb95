import { createRandom } from '@autoopt/collector'
import type { Dataset } from '@autoopt/config'
import { TooManyValuesError } from '../errors.ts'
import type { Combination, CombinationModel } from '../pairwise/combination-model.ts'
import { pairwiseCover } from '../pairwise/pairwise-cover.ts'
import { drawDistinct } from '../sampling/draw-distinct.ts'
import { drawStratified } from '../sampling/draw-stratified.ts'
import { fullProduct, productSize } from '../sampling/full-product.ts'

/** The table of pairs has the square of this many places: 36 MB of numbers, twice. */
const MAX_PAIRWISE_VALUES = 3000
/** A cover of more takes too long to find, and far longer to run. */
const MAX_PAIRWISE_CASES = 50_000
/** Combinations that are counted before some of them are chosen evenly. */
const MAX_COUNTED = 1_000_000

/**
 * The combinations that become cases, by the dataset's way of sampling. Equal seeds give equal ones.
 *
 * @throws {@link TooManyValuesError} when pairs of so many values cannot be covered.
 */
export function* chooseCombinations(
  { dataset_id, sampling }: Dataset,
  model: CombinationModel,
  seed: number,
): Generator<Combination> {
  const random = createRandom(`${seed}/${dataset_id}`)
  const { method, max_cases: count = Number.POSITIVE_INFINITY } = sampling
  switch (method) {
    case 'pairwise':
      checkSize(model, dataset_id)
      yield* pairwiseCover(model, random, { limit: count })
      break
    case 'full':
      if (productSize(model) <= count) yield* fullProduct(model)
      else if (productSize(model) <= MAX_COUNTED) yield* chooseEvenly(model, count, random.next)
      else yield* drawDistinct(model, { random, count, weights: new Float64Array(model.weights.length).fill(1) })
      break
    case 'random':
      yield* drawDistinct(model, { random, count, weights: model.weights })
      break
    case 'stratified':
      yield* drawStratified(model, { random, count, weights: model.weights })
  }
}

function checkSize({ sizes, covered, parameterOf }: CombinationModel, dataset: string): void {
  const [most = 1, second = 1] = [...covered].map((parameter) => sizes[parameter] ?? 1).toSorted((a, b) => b - a)
  const finding =
    parameterOf.length > MAX_PAIRWISE_VALUES
      ? `its parameters have ${parameterOf.length} values, too many to cover every pair (at most ${MAX_PAIRWISE_VALUES})`
      : `to cover every pair takes ${most * second} cases at least, more than ${MAX_PAIRWISE_CASES}`
  if (parameterOf.length <= MAX_PAIRWISE_VALUES && most * second <= MAX_PAIRWISE_CASES) return
  throw new TooManyValuesError(
    `Dataset ${JSON.stringify(dataset)}: ${finding}. Use sampling: {method: stratified, max_cases: …}, or name fewer values.`,
    { dataset_id: dataset, values: parameterOf.length, least_cases: most * second },
  )
}

/** Some of all combinations in their order, each as likely as any other (Knuth, The Art of Computer Programming, algorithm 3.4.2 S). */
function* chooseEvenly(model: CombinationModel, count: number, next: () => number): Generator<Combination> {
  let left = 0
  for (const _ of fullProduct(model)) left += 1
  let wanted = count
  for (const combination of fullProduct(model)) {
    if (next() * left < wanted) {
      wanted -= 1
      yield combination
    }
    left -= 1
  }
}
