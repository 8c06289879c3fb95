import { TooFewObservationsError } from '../errors.ts'
import { createRandom } from '../random/create-random.ts'
import type { Alternative } from './alternative.ts'
import { requireCount } from './checks/require-count.ts'
import type { PairedCase } from './paired-case.ts'
import { meanOfUnits } from './paired-mean.ts'
import { pairedUnits, type PairedUnit } from './paired-units.ts'

/** Up to this many units whose sign matters, every sign is tried. */
const mostExactUnits = 14

/** Statistics nearer than this count as equal: the same sum in another order differs in its last bits. */
const tie = 1e-9

export interface PermutationTestOptions {
  /** Draws the signs when there are too many to try all. */
  readonly seed: number | string
  /** `greater` when left out. */
  readonly alternative?: Alternative
  /** How many signs are drawn; 10,000 when left out. */
  readonly flips?: number
}

export interface PermutationTestResult {
  /** The probability of a difference at least as extreme if baseline and candidate could be swapped in any unit; never 0. */
  readonly p: number
  readonly alternative: Alternative
  /** The mean paired difference, candidate minus baseline. */
  readonly difference: number
  /** That mean over its standard error; `null` where there is none (one unit, or all units alike). */
  readonly statistic: number | null
  readonly cases: number
  readonly units: number
  readonly method: 'exact' | 'sampled'
  /** How many signs were tried. */
  readonly flips: number
}

/**
 * The paired sign-flip permutation test: R. A. Fisher, *The Design of Experiments* (1935), §21. Each unit (a case, or a group of
 * cases) keeps or changes the sign of its differences as one; the statistic is the mean over its cluster-robust standard
 * error, so that groups of different sizes are weighed fairly. With up to 14 units of non-zero difference all signs are tried; else
 * `flips` are drawn and p = (k + 1) / (flips + 1) (B. Phipson and G. K. Smyth, SAGMB 9, 2010).
 *
 * Valid when baseline and candidate are exchangeable within a unit; then the false positive rate is at most the level, at any size.
 * With u units the smallest one-sided p is 2⁻ᵘ: fewer than five units prove nothing at 0.05. Time grows with flips × units.
 *
 * @throws {@link TooFewObservationsError} when there is no case.
 * @throws {@link InvalidArgumentError} when a case has no score of a variant, a score is not finite, or `flips` is not a count.
 */
export function permutationTest(cases: readonly PairedCase[], options: PermutationTestOptions): PermutationTestResult {
  const { seed, alternative = 'greater', flips = 10_000 } = options
  requireCount('flips', flips, 1)
  const units = pairedUnits(cases)
  if (units.length === 0) throw new TooFewObservationsError('paired permutation test', { count: 0, needed: 1 })
  const { difference, standardError, ...counts } = meanOfUnits(units)
  const statistic = standardError === null || standardError === 0 ? null : difference / standardError
  const test = prepare(units, alternative)
  const tried = test.signed.length <= mostExactUnits ? tryAll(test) : drawSome(test, { seed, flips })
  return { ...tried, alternative, difference, statistic, ...counts }
}

/** The data of a test, laid out for the inner loop. */
interface Prepared {
  /** The sums of the units whose sign matters. */
  readonly signed: Float64Array
  /** Those sums, each times the size of its unit. */
  readonly weighted: Float64Array
  /** Whether signs that give these two signed totals are at least as extreme as the data. */
  readonly isExtreme: (sum: number, weightedSum: number) => boolean
}

function prepare(units: readonly PairedUnit[], alternative: Alternative): Prepared {
  const moving = units.filter((unit) => unit.sum !== 0)
  const signed = Float64Array.from(moving, (unit) => unit.sum)
  const weighted = Float64Array.from(moving, (unit) => unit.sum * unit.cases.length)
  const cases = units.reduce((count, unit) => count + unit.cases.length, 0)
  const squares = total(signed.map((sum) => sum * sum))
  const squaredSizes = units.reduce((sum, unit) => sum + unit.cases.length ** 2, 0)
  // The angle rises with the studentised mean, and stays finite where all units are alike and the standard error is 0.
  const angle = (sum: number, weightedSum: number): number => {
    const mean = sum / cases
    const spread = squares - 2 * mean * weightedSum + mean * mean * squaredSizes
    return directed(Math.atan2(sum, Math.sqrt(Math.max(0, spread))), alternative)
  }
  const observed = angle(total(signed), total(weighted)) - tie
  return { signed, weighted, isExtreme: (sum, weightedSum) => angle(sum, weightedSum) >= observed }
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function directed(angle: number, alternative: Alternative): number {
  if (alternative === 'two-sided') return Math.abs(angle)
  return alternative === 'greater' ? angle : -angle
}

type Tried = Pick<PermutationTestResult, 'p' | 'method' | 'flips'>

function tryAll(test: Prepared): Tried {
  const flips = 2 ** test.signed.length
  let extreme = 0
  for (let signs = 0; signs < flips; signs += 1) if (isExtreme(test, () => signs)) extreme += 1
  return { p: extreme / flips, method: 'exact', flips }
}

function drawSome(test: Prepared, { seed, flips }: { seed: number | string; flips: number }): Tried {
  const { bits } = createRandom(seed)
  let extreme = 0
  for (let flip = 0; flip < flips; flip += 1) if (isExtreme(test, bits)) extreme += 1
  return { p: (extreme + 1) / (flips + 1), method: 'sampled', flips }
}

/** Takes the signs of 32 units from each word of bits. */
function isExtreme({ signed, weighted, isExtreme: judge }: Prepared, bits: () => number): boolean {
  let sum = 0
  let weightedSum = 0
  let word = 0
  for (let index = 0; index < signed.length; index += 1) {
    if ((index & 31) === 0) word = bits()
    const sign = 1 - ((word & 1) << 1)
    word >>>= 1
    sum += sign * (signed[index] ?? 0)
    weightedSum += sign * (weighted[index] ?? 0)
  }
  return judge(sum, weightedSum)
}
