import type { Random } from '../random/create-random.ts'
import { meanOfUnits } from './paired-mean.ts'
import type { PairedDifference, PairedUnit } from './paired-units.ts'
import { withoutRounding } from './without-rounding.ts'

/**
 * The mean difference of resampled data, in ascending order: units are drawn with replacement, then within each drawn case
 * the repeats of each variant.
 *
 * Drawing repeats as well as cases counts the noise of the repeats twice, because it is already in how cases differ. Therefore
 * the cases are first drawn together, towards the mean, by as much as the repeats add: A. C. Davison and D. V. Hinkley, *Bootstrap Methods
 * and their Application* (1997), §3.8. Without that, intervals of 95 % hold the truth 98 to 99 times in 100.
 */
export function resampleMean(
  units: readonly PairedUnit[],
  options: { readonly random: Random; readonly resamples: number },
): Float64Array {
  const { random, resamples } = options
  const hasRepeats = units.some((unit) => unit.cases.some((one) => one.baseline.length + one.candidate.length > 2))
  const draw = hasRepeats ? drawCasesAndRepeats(layOut(units), random) : drawCases(units, random)
  const means = new Float64Array(resamples)
  const scale = largestScore(units)
  for (let index = 0; index < resamples; index += 1) means[index] = withoutRounding(draw(), scale)
  return means.toSorted()
}

function largestScore(units: readonly PairedUnit[]): number {
  const scores = units.flatMap((unit) => unit.cases.flatMap((one) => [...one.baseline, ...one.candidate]))
  return scores.reduce((largest, score) => Math.max(largest, Math.abs(score)), 0)
}

/** Where nothing is repeated, a unit is its sum. */
function drawCases(units: readonly PairedUnit[], random: Random): () => number {
  const sums = Float64Array.from(units, (unit) => unit.sum)
  const sizes = Int32Array.from(units, (unit) => unit.cases.length)
  return () => {
    let sum = 0
    let count = 0
    for (let drawn = 0; drawn < sums.length; drawn += 1) {
      const unit = random.below(sums.length)
      sum += sums[unit] ?? 0
      count += sizes[unit] ?? 0
    }
    return sum / count
  }
}

/** All scores in one list, so that the inner loop follows no pointers. */
interface Layout {
  /** Where the cases of each unit begin; one more at the end. */
  readonly firstCase: Int32Array
  /** Where the scores of each case begin, the baseline's at twice its index, then the candidate's; one more at the end. */
  readonly firstScore: Int32Array
  readonly scores: Float64Array
  /** What is added to the difference of the means of the drawn scores of each case. */
  readonly shift: Float64Array
}

function layOut(units: readonly PairedUnit[]): Layout {
  const cases = units.flatMap((unit) => unit.cases)
  const lists = cases.flatMap(({ baseline, candidate }) => [baseline, candidate])
  const pull = 1 - keptSpread(units)
  const center = meanOfUnits(units).difference
  return {
    firstCase: starts(units.map((unit) => unit.cases.length)),
    firstScore: starts(lists.map((list) => list.length)),
    scores: Float64Array.from(lists.flat()),
    shift: Float64Array.from(cases, ({ difference }) => pull * (center - difference)),
  }
}

function starts(lengths: readonly number[]): Int32Array {
  const result = new Int32Array(lengths.length + 1)
  for (const [index, length] of lengths.entries()) result[index + 1] = (result[index] ?? 0) + length
  return result
}

/** The share of its distance from the mean that each case keeps, so that drawing cases and repeats varies as cases alone do. */
function keptSpread(units: readonly PairedUnit[]): number {
  const { difference } = meanOfUnits(units)
  const all = units.reduce((sum, unit) => sum + (unit.sum - unit.cases.length * difference) ** 2, 0)
  const within = units.reduce((sum, unit) => sum + unit.cases.reduce((part, one) => part + drawnVariance(one), 0), 0)
  if (within === 0 || all === 0) return 1
  return Math.sqrt(Math.max(0, 1 - within / all))
}

/** The variance that drawing the repeats of one case with replacement gives its difference. */
function drawnVariance({ baseline, candidate }: PairedDifference): number {
  return [baseline, candidate].reduce((sum, scores) => sum + variance(scores) / scores.length, 0)
}

function variance(scores: readonly number[]): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  return scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length
}

function drawCasesAndRepeats(layout: Layout, random: Random): () => number {
  const { firstCase } = layout
  const units = firstCase.length - 1
  return () => {
    let sum = 0
    let count = 0
    for (let drawn = 0; drawn < units; drawn += 1) {
      const unit = random.below(units)
      const from = firstCase[unit] ?? 0
      const to = firstCase[unit + 1] ?? 0
      for (let one = from; one < to; one += 1) sum += drawDifference(layout, random, one)
      count += to - from
    }
    return sum / count
  }
}

function drawDifference(layout: Layout, random: Random, one: number): number {
  const { firstScore, shift } = layout
  const baseline = firstScore[2 * one] ?? 0
  const candidate = firstScore[2 * one + 1] ?? 0
  const after = firstScore[2 * one + 2] ?? 0
  const drawn = drawScores(layout, random, [candidate, after]) - drawScores(layout, random, [baseline, candidate])
  return drawn + (shift[one] ?? 0)
}

function drawScores({ scores }: Layout, random: Random, [from, to]: readonly [number, number]): number {
  const count = to - from
  if (count === 1) return scores[from] ?? 0
  let sum = 0
  for (let drawn = 0; drawn < count; drawn += 1) sum += scores[from + random.below(count)] ?? 0
  return sum / count
}
