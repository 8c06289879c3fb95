import { InvalidArgumentError } from '../errors.ts'
import type { Alternative } from './alternative.ts'
import { requireFraction } from './checks/require-fraction.ts'
import { noncentralStudentTail } from './distributions/noncentral-student-tail.ts'
import { studentQuantile } from './distributions/student-quantile.ts'

/** What a test is meant to show, and how surely. */
export interface PowerOptions {
  /** How often the test may find what is not there; 0.05 when left out. */
  readonly alpha?: number
  /** How often it shall find what is there, above `alpha`; 0.8 when left out. */
  readonly power?: number
  /** `greater` when left out. */
  readonly alternative?: Alternative
}

/** A test of a level and the power asked of it. */
export interface PowerTarget {
  readonly power: number
  /** The probability of false findings in the tail that counts. */
  readonly tail: number
  /** So few units can reach that probability by their signs alone: 2⁻ᵘ ≤ tail. */
  readonly leastUnits: number
  /** The power of the paired t test against a mean of `shift` standard errors. */
  readonly powerAt: (shift: number, units: number) => number
}

/**
 * The paired permutation test has about the power of the paired t test; this is that of the latter, by the noncentral t distribution
 * (E. L. Lehmann and J. P. Romano, *Testing Statistical Hypotheses*, 3rd ed., §15.2).
 *
 * @throws {@link InvalidArgumentError} when a probability is not one, or the power is not above alpha.
 */
export function powerTarget(options: PowerOptions): PowerTarget {
  const { alpha = 0.05, power = 0.8, alternative = 'greater' } = options
  requireFraction('alpha', alpha)
  requireFraction('power', power)
  if (power <= alpha) throw new InvalidArgumentError('power', power, `more than alpha, ${alpha}`)
  const twoSided = alternative === 'two-sided'
  const tail = twoSided ? alpha / 2 : alpha
  return {
    power,
    tail,
    leastUnits: Math.max(2, Math.ceil(-Math.log2(tail))),
    powerAt: (shift, units) => {
      const critical = studentQuantile(1 - tail, units - 1)
      const right = noncentralStudentTail(critical, units - 1, shift)
      return twoSided ? right + noncentralStudentTail(critical, units - 1, -shift) : right
    },
  }
}
