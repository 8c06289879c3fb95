import { pickParent } from '../../race/pick-parent.ts'
import type { Candidate } from '../../search/candidate.ts'
import { variantIdOf } from './candidate-ids.ts'
import { demonstrate } from './demonstrate.ts'
import { prune, recombine } from './recombine.ts'
import { reflectOn, type ReflectionTask } from './reflect-on.ts'
import type { Search } from './search.ts'
import { staticCandidates } from './static-candidates.ts'
import type { SearchState } from './search-loop.ts'

/** Rounds without a gain after which a task begins from the seed. */
const staleBeforeRestart = 2
const pruneEvery = 3
/** Effects are drawn from this round on, so often: what is uncertain gets tried in other company. */
const firstDraws = 3
const drawsPerRound = 2
const mostDrawnAdditions = 4
/** More of them at a time think of much the same. */
const mostChains = 4

/** The candidates of a round, the most promising first: those that cost no reflection, then those of reflections. */
export async function proposeCandidates(search: Search, state: SearchState): Promise<Candidate[]> {
  const { incumbent, effects, round } = state
  const random = search.randomFor(`recombine/${round}`)
  const merged = [
    recombine(search, incumbent, effects.effect),
    ...Array.from({ length: round < firstDraws ? 0 : drawsPerRound }, () =>
      recombine(search, incumbent, effects.draw(random), { mostAdditions: mostDrawnAdditions }),
    ),
  ]
  const pruned = round % pruneEvery === 0 ? prune(search, incumbent, effects) : undefined
  const written = round === 1 ? await staticCandidates(search) : []
  const tasks = search.strategies.isReflective ? planTasks(search, state) : []
  const chains = await runTasks(search, tasks)
  const shown = search.strategies.isReflective ? demonstrate(search, state) : undefined
  const all = [...merged, ...written, ...chains.flatMap((chain) => chain.slice(-1)), pruned, shown]
  const fresh = new Map<string, Candidate>()
  for (const candidate of all)
    if (candidate !== undefined && !search.archive.has(candidate.id)) fresh.set(candidate.id, candidate)
  return [...fresh.values()]
}

function planTasks(search: Search, state: SearchState): ReflectionTask[] {
  const { parents, proposals } = search.plan
  const { round, effects, stale } = state
  const random = search.randomFor(`parents/${round}`)
  const count = Math.max(
    1,
    Math.min(mostChains, parents * proposals, state.size < search.cases.length ? proposals : Infinity),
  )
  return Array.from({ length: count }, (_, index) => {
    const restarts = index === count - 1 && stale >= staleBeforeRestart && random.next() < 0.4
    const parent = restarts ? search.seed : index < proposals ? state.incumbent : otherParent(search, state)
    const name = `${search.name}/${round}/${index}`
    const fold = search.folds.length === 0 ? {} : { fold: (round + index) % search.folds.length }
    return { parent, name, effects, passes: 2, ...fold, ...(restarts ? { wantsRewrite: true } : {}) }
  })

  function otherParent(from: Search, { incumbent }: SearchState): Candidate {
    const ranked = [...from.archive.values()]
      .filter(({ id }) => from.store.results(variantIdOf(from.archive.get(id) ?? from.seed, from)).length > 0)
      .toSorted((one, other) => effects.gain(other.id) - effects.gain(one.id))
      .slice(0, 6)
    const ids = ranked.map((candidate) => variantIdOf(candidate, from))
    const [first, ...rest] = ids
    if (first === undefined) return incumbent
    const { variantId } = pickParent({ ranked: [first, ...rest], cases: from.cases, store: from.store, random })
    return ranked[ids.indexOf(variantId)] ?? incumbent
  }
}

/** Where a cap is near, tasks wait for one another, as what is left for one depends on what the other took. */
async function runTasks(search: Search, tasks: readonly ReflectionTask[]): Promise<Candidate[][]> {
  const { spending } = search
  const mostCalls = tasks.reduce((sum, { passes }) => sum + 2 * passes, 0)
  if (spending.limits.costUsd === undefined && spending.affordsCalls(mostCalls, null))
    return Promise.all(tasks.map((task) => reflectOn(search, task)))
  const chains: Candidate[][] = []
  for (const task of tasks) chains.push(await reflectOn(search, task))
  return chains
}
