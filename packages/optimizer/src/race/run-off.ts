import type { PromptVariant } from '@autoopt/config'
import { race, type RaceOptions, type RaceResult, type RaceStanding } from './race.ts'

export interface RunOffOptions extends RaceOptions {
  /** How many of the best run again. Default: 3. */
  readonly places?: number
}

/**
 * The last step of halving: those who finished their races best and look better than the incumbent run on all cases with the draws named,
 * of which at least one should be new (`[0, 1]` after races of `[0]`). One draw per case often puts a lucky candidate first;
 * a second, of a few, costs little and finds the right one more often.
 *
 * @throws {@link TooManyMissingError} when more than a fifth of the runs has no score.
 */
export async function runOff(
  contestants: readonly PromptVariant[],
  { standings, ...options }: RunOffOptions & { readonly standings: readonly RaceStanding[] },
): Promise<RaceResult> {
  const best = standings
    .filter(({ outcome, posterior }) => outcome === 'finished' && posterior.mean > 0)
    .toSorted((one, other) => other.posterior.mean - one.posterior.mean || (one.variantId < other.variantId ? -1 : 1))
    .slice(0, options.places ?? 3)
  const chosen = new Set(best.map(({ variantId }) => variantId))
  return race(
    contestants.filter(({ variant_id }) => chosen.has(variant_id)),
    options,
  )
}
