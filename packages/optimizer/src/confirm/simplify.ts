import { posteriorDifference } from '@autoopt/collector'
import type { PromptVariant } from '@autoopt/config'
import { race } from '../race/race.ts'
import type { Edit } from '../search/edit.ts'
import { ablationRace, type AblationOptions, runsAtMost } from './ablation.ts'

export interface SimplifyOptions extends AblationOptions {
  readonly winner: PromptVariant
  /** So much of the mean score may be given up for a shorter prompt. Default: 0.02. */
  readonly margin?: number
  /** How sure one must be that no more than that is given up. Default: 0.8. */
  readonly belief?: number
}

export interface Simplified {
  readonly variant: PromptVariant
  readonly edits: readonly Edit[]
  readonly dropped: readonly Edit[]
  readonly runs: number
}

/**
 * Takes the edits of a winner away one by one, those that add most text first, and leaves out what can go without harm. Each try is compared
 * with the winner itself, not with the try before, so that small losses do not add up. The last edit always stays, and the
 * baseline is never the outcome.
 *
 * @throws {@link TooManyMissingError} when more than a fifth of the runs has no score.
 */
export async function simplify(options: SimplifyOptions): Promise<Simplified> {
  const { winner, baseline, build, maxRuns } = options
  let kept = [...options.edits]
  let variant = winner
  let runs = 0
  for (const edit of options.edits.toSorted(byLength)) {
    if (kept.length < 2) break
    const fewer = kept.filter((one) => one !== edit)
    const without = build(fewer)
    if (without === undefined || without.variant_id === baseline.variant_id) continue
    if (runs + runsAtMost([winner, without], options) > maxRuns) break
    const tried = await tryWithout(without, options)
    runs += tried.runs
    if (!tried.isHarmless) continue
    kept = fewer
    variant = without
  }
  return { variant, edits: kept, dropped: options.edits.filter((edit) => !kept.includes(edit)), runs }
}

async function tryWithout(
  without: PromptVariant,
  options: SimplifyOptions,
): Promise<{ readonly isHarmless: boolean; readonly runs: number }> {
  const { winner, store, cases, repeats, margin = 0.02, belief = 0.8 } = options
  const { standings, runs } = await race([without], ablationRace(options, winner))
  if (standings[0]?.outcome !== 'finished') return { isHarmless: false, runs }
  const pairs = store.pairs(cases, { baseline: winner.variant_id, candidate: without.variant_id, repeats })
  // Better than the winner less the margin is the same as not worse by more than the margin.
  const lifted = pairs.map(({ baseline, candidate, group }) => ({
    baseline,
    candidate: candidate.map((score) => score + margin),
    group,
  }))
  return { isHarmless: posteriorDifference(lifted).probabilityAbove >= belief, runs }
}

function byLength(one: Edit, other: Edit): number {
  return (other.text?.length ?? 0) - (one.text?.length ?? 0)
}
