import { pairedMean, type PosteriorDifference, posteriorDifference } from '@autoopt/collector'
import type { PromptVariant, TestCase } from '@autoopt/config'
import type { Evaluate } from '../evaluate.ts'
import { brokenCases } from './broken-cases.ts'
import { chunkCases } from './case-order.ts'
import { evaluateTogether } from './evaluate-together.ts'
import type { ObservationStore } from './observation-store.ts'
import { requireEnough } from './require-enough.ts'

/** Whoever is further behind the incumbent than this after the chunk is out; after the last chunk nobody is. */
const dropBelow = [-0.06, -0.02]

export interface RaceOptions {
  readonly incumbent: PromptVariant
  readonly cases: readonly TestCase[]
  readonly evaluate: Evaluate
  readonly store: ObservationStore
  /** Of the order of the cases. */
  readonly seed: number | string
  /** Which draws are run. Default: `[0]`. */
  readonly repeats?: readonly number[]
  /** Which draws of the incumbent it is compared with; more of them make a steadier bar. Default: `repeats`. */
  readonly incumbentRepeats?: readonly number[]
  /** Default: true, so that whoever survives can be reflected upon. */
  readonly keepTraces?: boolean
  /** Default: `search`. */
  readonly purpose?: 'search' | 'ablate'
  readonly signal?: AbortSignal
}

/**
 * How a candidate left a race: `finished` on all cases, `behind` the incumbent by too much, or `broke` a case that must pass.
 */
export type RaceOutcome = 'finished' | 'behind' | 'broke'

export interface RaceStanding {
  readonly variantId: string
  readonly outcome: RaceOutcome
  /** How many cases both have a score of. */
  readonly cases: number
  /** The mean difference to the incumbent on them, as observed. */
  readonly difference: number
  readonly posterior: PosteriorDifference
  /** Ids of the cases that it broke. */
  readonly broken: readonly string[]
}

export interface RaceResult {
  /** The best posterior mean first; those who finished before those who did not. */
  readonly standings: readonly RaceStanding[]
  /** Runs paid for, those of the incumbent included. */
  readonly runs: number
}

/**
 * Runs candidates against the incumbent, paired on the same cases in the same order, and drops whoever falls behind, so that runs go to
 * those with a chance. A tie stays in. There are no tests here: who wins a race is proposed, not proven. Whatever was observed
 * stays in the store.
 *
 * The standings depend on the draws named and on nothing else: candidates leave at the end of a chunk, never in its middle, and the incumbent
 * runs on all cases before the first chunk is chosen. So a race that was interrupted comes to the same end.
 *
 * @throws {@link TooManyMissingError} when more than a fifth of the runs has no score.
 */
export async function race(contestants: readonly PromptVariant[], options: RaceOptions): Promise<RaceResult> {
  const { incumbent, cases, store, seed, repeats = [0], incumbentRepeats = repeats } = options
  if (contestants.length === 0) return { standings: [], runs: 0 }
  let runs = await run([incumbent], cases, { ...options, repeats: incumbentRepeats })
  requireEnough([incumbent], { cases, repeats: incumbentRepeats, store })
  const chunks = chunkCases(cases, { incumbentId: incumbent.variant_id, store, seed, repeats: incumbentRepeats })
  const standings = new Map<string, RaceStanding>()
  const seen: TestCase[] = []
  let running = [...contestants]
  for (const [index, chunk] of chunks.entries()) {
    if (running.length === 0) break
    runs += await run(running, chunk, options)
    seen.push(...chunk)
    requireEnough(running, { cases: seen, repeats, store })
    const bound = index < chunks.length - 1 ? dropBelow[index] : undefined
    for (const { variant_id } of running) standings.set(variant_id, stand(variant_id, { ...options, seen, bound }))
    running = running.filter(({ variant_id }) => standings.get(variant_id)?.outcome === 'finished')
  }
  return { standings: [...standings.values()].toSorted(compareStandings), runs }
}

async function run(
  variants: readonly PromptVariant[],
  cases: readonly TestCase[],
  { store, evaluate, repeats = [0], keepTraces = true, purpose = 'search', signal }: RaceOptions,
): Promise<number> {
  const common = { cases, repeats, keepTraces, purpose, ...(signal === undefined ? {} : { signal }) }
  return evaluateTogether(
    variants.map((variant) => ({ variant, ...common })),
    { store, evaluate },
  )
}

function stand(
  variantId: string,
  {
    incumbent,
    store,
    repeats = [0],
    incumbentRepeats = repeats,
    seen,
    bound,
  }: RaceOptions & { readonly seen: readonly TestCase[]; readonly bound: number | undefined },
): RaceStanding {
  const pairing = { baseline: incumbent.variant_id, candidate: variantId, repeats, baselineRepeats: incumbentRepeats }
  const pairs = store.pairs(seen, pairing)
  const { difference } = pairedMean(pairs)
  const broken = brokenCases(seen, { ...pairing, store })
  const isBehind = bound !== undefined && difference < bound
  const outcome = broken.length > 0 ? 'broke' : isBehind ? 'behind' : 'finished'
  return { variantId, outcome, cases: pairs.length, difference, posterior: posteriorDifference(pairs), broken }
}

function compareStandings(one: RaceStanding, other: RaceStanding): number {
  const finished = Number(other.outcome === 'finished') - Number(one.outcome === 'finished')
  return finished || other.posterior.mean - one.posterior.mean || (one.variantId < other.variantId ? -1 : 1)
}
