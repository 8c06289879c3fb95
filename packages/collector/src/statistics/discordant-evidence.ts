import type { Alternative } from './alternative.ts'
import { requireCount } from './checks/require-count.ts'
import { logRegularizedBeta } from './distributions/log-regularized-beta.ts'
import { stirlingError } from './distributions/stirling-error.ts'

/**
 * ln of the evidence that wins are likelier than losses among the cases that only one variant passes: the e-value
 * 2 ∫ (2θ)^wins (2(1 − θ))^losses dθ over θ from ½ to 1, against "a discordant case is a win at most half the time". `two-sided`
 * is the mean of the evidence for either side.
 *
 * While cases come in, it exceeds 1 / α at any time with probability at most α if there is no difference, however often one looks:
 * J. Ville (1939); G. Shafer, "Testing by Betting" (JRSS A 184, 2021); the mixture is that of H. Robbins (Annals of Mathematical
 * Statistics 41, 1970). That holds as long as the order in which cases come does not depend on their outcomes.
 *
 * @throws {@link InvalidArgumentError} when a count is not a count.
 */
export function discordantEvidence(
  counts: { readonly wins: number; readonly losses: number },
  options: { readonly alternative?: Alternative } = {},
): number {
  const { wins, losses } = counts
  const { alternative = 'greater' } = options
  requireCount('wins', wins)
  requireCount('losses', losses)
  if (alternative === 'greater') return evidenceFor(wins, losses)
  if (alternative === 'less') return evidenceFor(losses, wins)
  const [smaller = 0, larger = 0] = [evidenceFor(wins, losses), evidenceFor(losses, wins)].toSorted((a, b) => a - b)
  return larger + Math.log1p(Math.exp(smaller - larger)) - Math.LN2
}

/** The integral is a part of the beta integral B(wins + 1, losses + 1), that above ½. */
function evidenceFor(wins: number, losses: number): number {
  const above = logRegularizedBeta(0.5, losses + 1, wins + 1)
  return (wins + losses + 1) * Math.LN2 + logBeta(wins + 1, losses + 1) + above
}

function logBeta(a: number, b: number): number {
  const sum = a + b
  return (
    a * Math.log(a / sum) +
    b * Math.log(b / sum) +
    0.5 * Math.log((2 * Math.PI * sum) / (a * b)) +
    stirlingError(a) +
    stirlingError(b) -
    stirlingError(sum)
  )
}
