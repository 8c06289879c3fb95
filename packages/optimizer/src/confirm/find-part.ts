import type { PromptVariant } from '@autoopt/config'
import { race, type RaceStanding } from '../race/race.ts'
import type { Edit } from '../search/edit.ts'
import { ablationRace, type AblationOptions, runsAtMost } from './ablation.ts'

export interface PartOptions extends AblationOptions {
  /** Ids of the cases that the whole change made worse; from its guards. */
  readonly troubled: readonly string[]
}

/** A part of a change that does no harm where the whole did. It is a proposal: confirm it by fresh draws of its own. */
export interface ChangePart {
  readonly variant: PromptVariant
  readonly edits: readonly Edit[]
  readonly dropped: readonly Edit[]
  readonly standing: RaceStanding
}

/**
 * Looks for the part of a change that holds: all edits but one, then single edits. The parts run on the troubled cases first, and who
 * is no worse there than the baseline runs on all. The best that looks better than the baseline is the answer.
 *
 * @throws {@link TooManyMissingError} when more than a fifth of the runs has no score.
 */
export async function findPart(options: PartOptions): Promise<{ readonly part?: ChangePart; readonly runs: number }> {
  let runs = 0
  for (const parts of [allButOne(options), singles(options)]) {
    const affordable = withinBudget(parts, { ...options, maxRuns: options.maxRuns - runs })
    if (affordable.length === 0) continue
    const found = await raceParts(affordable, options)
    runs += found.runs
    if (found.part !== undefined) return { part: found.part, runs }
  }
  return { runs }
}

interface Part {
  readonly variant: PromptVariant
  readonly edits: readonly Edit[]
}

function allButOne({ edits, ...options }: PartOptions): Part[] {
  if (edits.length < 2) return []
  return buildAll(
    edits.map((edit) => edits.filter((one) => one !== edit)),
    options,
  )
}

/** Of two edits, leaving one out is the same as taking the other. */
function singles({ edits, ...options }: PartOptions): Part[] {
  if (edits.length < 3) return []
  return buildAll(
    edits.map((edit) => [edit]),
    options,
  )
}

function buildAll(
  lists: readonly (readonly Edit[])[],
  { build, baseline }: Pick<PartOptions, 'build' | 'baseline'>,
): Part[] {
  return lists.flatMap((edits) => {
    const variant = build(edits)
    return variant === undefined || variant.variant_id === baseline.variant_id ? [] : [{ variant, edits }]
  })
}

/** As many as could all run to the end. */
function withinBudget(parts: readonly Part[], options: PartOptions): Part[] {
  const affordable: Part[] = []
  for (const part of parts) {
    const variants = [options.baseline, ...affordable.map(({ variant }) => variant), part.variant]
    if (runsAtMost(variants, options) > options.maxRuns) break
    affordable.push(part)
  }
  return affordable
}

async function raceParts(
  parts: readonly Part[],
  options: PartOptions,
): Promise<{ readonly part?: ChangePart; readonly runs: number }> {
  const { baseline, cases, troubled } = options
  const settings = ablationRace(options, baseline)
  const trouble = cases.filter(({ case_id }) => troubled.includes(case_id))
  const variants = parts.map(({ variant }) => variant)
  const first = await race(variants, { ...settings, cases: trouble })
  const isSound = ({ outcome, difference }: RaceStanding): boolean => outcome === 'finished' && difference >= 0
  const sound = new Set(first.standings.filter(isSound).map(({ variantId }) => variantId))
  const left = trouble.length === 0 ? variants : variants.filter(({ variant_id }) => sound.has(variant_id))
  const { standings, runs } = await race(left, settings)
  const best = standings.find(({ outcome, posterior }) => outcome === 'finished' && posterior.mean > 0)
  const part = parts.find(({ variant }) => variant.variant_id === best?.variantId)
  const paid = first.runs + runs
  if (best === undefined || part === undefined) return { runs: paid }
  const dropped = options.edits.filter((edit) => !part.edits.includes(edit))
  return { part: { ...part, dropped, standing: best }, runs: paid }
}
