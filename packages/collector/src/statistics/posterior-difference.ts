import { InvalidArgumentError } from '../errors.ts'
import { studentCdf } from './distributions/student-cdf.ts'
import type { PairedCase } from './paired-case.ts'
import { pairedMean } from './paired-mean.ts'

export interface PosteriorOptions {
  /** How many cases the prior weighs; 6 when left out. */
  readonly priorCases?: number
  /** The standard deviation of a case's difference that the prior expects, in the unit of the scores; 0.25 when left out. */
  readonly priorDeviation?: number
}

/** What is believed of the true mean difference: a Student t distribution. */
export interface PosteriorDifference {
  /** The mean difference, drawn towards 0. */
  readonly mean: number
  /** The scale of the t distribution, in the unit of the scores. */
  readonly scale: number
  readonly degrees: number
  /** The probability that the candidate is better. */
  readonly probabilityAbove: number
}

/**
 * Draws an observed mean difference towards "no difference" as strongly as few cases deserve: mean · n / (n + priorCases), n being the
 * independent units. The conjugate model of normal data with unknown variance: A. Gelman and others, *Bayesian Data Analysis*, 3rd
 * ed., §3.3, with a prior mean of 0. Of no cases it is the prior. For choosing what to run next; a verdict rests on a test.
 *
 * @throws {@link InvalidArgumentError} when a case has no score of a variant, a score is not finite, or the prior is not positive.
 */
export function posteriorDifference(cases: readonly PairedCase[], options: PosteriorOptions = {}): PosteriorDifference {
  const { priorCases = 6, priorDeviation = 0.25 } = options
  requirePositive('priorCases', priorCases)
  requirePositive('priorDeviation', priorDeviation)
  const { difference, standardError, units } = pairedMean(cases)
  const weight = priorCases + units
  const squares =
    priorCases * priorDeviation ** 2 +
    (standardError ?? 0) ** 2 * units * (units - 1) +
    (priorCases * units * difference ** 2) / weight
  const mean = (difference * units) / weight
  const scale = Math.sqrt(squares) / weight
  return { mean, scale, degrees: weight, probabilityAbove: studentCdf(mean / scale, weight) }
}

function requirePositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) throw new InvalidArgumentError(name, value, 'a number above 0')
}
