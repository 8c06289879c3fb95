import { TooFewObservationsError } from '../errors.ts'
import type { PairedCase } from './paired-case.ts'
import { meanOfUnits } from './paired-mean.ts'
import { pairedUnits, type PairedUnit } from './paired-units.ts'

/** How paired differences vary, in squared units of the scores. */
export interface PairedVariance {
  /** From case to case, were each case run endlessly often; more cases average it out. Of groups, per case. */
  readonly between: number
  /** From one run of baseline and candidate to the next, within a case; more cases and more repeats average it out. */
  readonly within: number
  /** Cases per independent unit; 1 without groups. */
  readonly casesPerUnit: number
}

/**
 * Splits the variance of paired differences into the part of the cases and the part of the repeats, by the method of moments (S. R. Searle,
 * G. Casella and C. E. McCulloch, *Variance Components*, 1992, ch. 3), with the variance of repeats pooled over cases. A variant that
 * no case repeats counts as free of noise, so that its noise is in `between`: then more repeats promise nothing.
 *
 * @throws {@link TooFewObservationsError} when there are fewer than two units.
 * @throws {@link InvalidArgumentError} when a case has no score of a variant, or a score that is not finite.
 */
export function pairedVariance(cases: readonly PairedCase[]): PairedVariance {
  const units = pairedUnits(cases)
  const { standardError } = meanOfUnits(units)
  if (standardError === null) throw new TooFewObservationsError('paired variance', { count: units.length, needed: 2 })
  const baseline = noiseOf(units, 'baseline')
  const candidate = noiseOf(units, 'candidate')
  const all = standardError ** 2 * cases.length
  return {
    between: Math.max(0, all - baseline.ofMean - candidate.ofMean),
    within: baseline.ofOne + candidate.ofOne,
    casesPerUnit: cases.length / units.length,
  }
}

/** The variance of one repeat, pooled over cases, and what of it stays on average in the mean of a case's repeats. */
function noiseOf(units: readonly PairedUnit[], variant: 'baseline' | 'candidate'): { ofOne: number; ofMean: number } {
  const lists = units.flatMap((unit) => unit.cases.map((one) => one[variant]))
  const freedom = lists.reduce((sum, scores) => sum + scores.length - 1, 0)
  if (freedom === 0) return { ofOne: 0, ofMean: 0 }
  const ofOne = lists.reduce((sum, scores) => sum + squaredDeviations(scores), 0) / freedom
  const ofMean = lists.reduce((sum, scores) => sum + ofOne / scores.length, 0) / lists.length
  return { ofOne, ofMean }
}

function squaredDeviations(scores: readonly number[]): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  return scores.reduce((sum, score) => sum + (score - mean) ** 2, 0)
}
