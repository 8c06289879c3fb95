import type { RaceStanding } from './race.ts'

/** So near are two candidates that observation cannot tell them apart. */
const close = 0.02

/**
 * Ids of the candidates that are worth a confirmation: the best that looks better than the incumbent, and the second when it is
 * close behind; empty when none looks better. More finalists make each harder to prove.
 */
export function pickFinalists(standings: readonly RaceStanding[]): string[] {
  const promising = standings
    .filter(({ outcome, posterior }) => outcome === 'finished' && posterior.mean > 0)
    .toSorted((one, other) => other.posterior.mean - one.posterior.mean || (one.variantId < other.variantId ? -1 : 1))
  const [best] = promising
  if (best === undefined) return []
  return promising
    .slice(0, 2)
    .filter(({ posterior }) => best.posterior.mean - posterior.mean < close)
    .map(({ variantId }) => variantId)
}
