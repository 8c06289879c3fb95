import { bootstrapInterval } from '../statistics/bootstrap-interval.ts'
import { minimumDetectableEffect } from '../statistics/minimum-detectable-effect.ts'
import type { PairedCase } from '../statistics/paired-case.ts'
import { pairedMean } from '../statistics/paired-mean.ts'
import { pairedVariance } from '../statistics/paired-variance.ts'
import { permutationTest } from '../statistics/permutation-test.ts'
import { meanOf } from './mean-of.ts'
import type { CasePair } from './pair-cases.ts'
import type { ScoreComparison } from './run-comparison.ts'

const draws = { most: 10_000, fewest: 1000, scores: 100_000_000 }

interface Options {
  readonly seed: number | string
  readonly alpha: number
  readonly level: number
}

/**
 * The difference of the mean scores, how sure it is and what could have been seen; `null` without cases. Weights scale the
 * scores of a case, so that plain means of them are the weighted ones. Tests draw 10,000 times, but less often over 10,000 scores.
 */
export function compareScores(pairs: readonly CasePair[], options: Options): ScoreComparison | null {
  const meanWeight = meanOf(pairs.map(weightOf))
  if (meanWeight === null) return null
  const cases = pairs.map((pair) => weighted(pair, weightOf(pair) / meanWeight))
  const { units } = pairedMean(cases)
  const { seed, alpha } = options
  const { difference, p } = permutationTest(cases, { seed, alternative: 'two-sided', flips: drawsFor(cases) })
  return {
    baseline: clamp(meanOf(cases.map((one) => meanOf(one.baseline) ?? 0)) ?? 0),
    candidate: clamp(meanOf(cases.map((one) => meanOf(one.candidate) ?? 0)) ?? 0),
    difference,
    interval: units < 2 ? null : intervalOf(cases, options),
    p,
    minimum_detectable_difference: units < 2 ? null : detectable(cases, alpha),
  }
}

/** The two runs may have been made with different weights; what is compared is the candidate. */
function weightOf({ candidate }: CasePair): number {
  return candidate.weight
}

function weighted({ baseline, candidate }: CasePair, weight: number): PairedCase {
  return {
    baseline: baseline.scores.map((score) => score * weight),
    candidate: candidate.scores.map((score) => score * weight),
    group: candidate.group ?? baseline.group,
  }
}

function drawsFor(cases: readonly PairedCase[]): number {
  const scores = cases.reduce((sum, { baseline, candidate }) => sum + baseline.length + candidate.length, 0)
  return Math.max(draws.fewest, Math.min(draws.most, Math.floor(draws.scores / scores)))
}

function intervalOf(cases: readonly PairedCase[], { seed, level }: Options): ScoreComparison['interval'] {
  const { low, high, method } = bootstrapInterval(cases, { seed, level, resamples: drawsFor(cases) })
  return { low, high, level, method: `${method} bootstrap` }
}

function detectable(cases: readonly PairedCase[], alpha: number): number | null {
  const runs = meanOf(cases.map(({ baseline, candidate }) => Math.min(baseline.length, candidate.length))) ?? 1
  return minimumDetectableEffect(pairedVariance(cases), {
    cases: cases.length,
    repeats: Math.max(1, Math.floor(runs)),
    alpha,
    alternative: 'two-sided',
  })
}

/** Rounding of weights can lead a hair beyond. */
function clamp(score: number): number {
  return Math.min(1, Math.max(0, score))
}
