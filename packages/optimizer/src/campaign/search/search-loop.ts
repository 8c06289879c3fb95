/**
 * The search, round after round:
 *
 * 1. Reflections on the best wording, and now and then on another one, think of changes. Each task asks several times in a row.
 * 2. What is known of the effect of every rule suggests a wording that puts together what helps, and one without what does not.
 * 3. All of them race against the best wording, on few cases at first and on more from round to round.
 * 4. The effects are learnt anew from all runs; the wording with the greatest expected gain is the best from now on.
 *
 * Nothing depends on which of two things finished first, so a replay comes to the same end.
 */
import type { PromptVariant } from '@autoopt/config'
import { brokenCases } from '../../race/broken-cases.ts'
import { race } from '../../race/race.ts'
import { type Candidate, toVariant } from '../../search/candidate.ts'
import type { StopReason } from '../campaign-result.ts'
import { variantIdOf } from './candidate-ids.ts'
import type { EffectModel } from './effect-model.ts'
import type { FirstLook } from './first-look.ts'
import { learnEffects } from './learn-effects.ts'
import { proposeCandidates } from './propose-candidates.ts'
import type { Search } from './search.ts'
import { unseenBy } from './shown-cases.ts'
import { worthOf } from './worth-of.ts'

/** What a search found. */
export interface SearchOutcome {
  readonly incumbent: Candidate
  /** What every rule is believed to be worth at the end. */
  readonly effects: EffectModel
  readonly stopReason: StopReason
  readonly rounds: number
}

/** Where a search stands between two rounds. */
export interface SearchState {
  readonly incumbent: Candidate
  readonly effects: EffectModel
  readonly round: number
  /** Rounds since the last gain. */
  readonly stale: number
  /** Cases, from the first on, that a race takes. */
  readonly size: number
  /** Candidates that broke a case that must pass. */
  readonly broken: ReadonlySet<string>
}

export interface LoopOptions {
  /** Whether the time is up; asked once before each round. */
  readonly isTimeUp: (round: number) => Promise<boolean>
  /** Called before anything is decided about a round. */
  readonly enter: (round: number) => Promise<void>
}

/** A gain below this is none. */
const leastGain = 0.005
/** Fewer runs than these show nothing. */
const leastRaceCases = 6

export async function searchLoop(search: Search, look: FirstLook, options: LoopOptions): Promise<SearchOutcome> {
  let state: SearchState = {
    incumbent: search.seed,
    effects: learnEffects(search),
    round: 0,
    stale: 0,
    size: look.cases,
    broken: new Set(),
  }
  for (;;) {
    const { incumbent, effects, round: rounds, stale } = state
    const stop = (stopReason: StopReason): SearchOutcome => ({ incumbent, effects, stopReason, rounds })
    search.signal?.throwIfAborted()
    await options.enter(rounds + 1)
    if (stale >= search.plan.patience) return stop('patience')
    if (affordable(search) < leastRaceCases) return stop('budget')
    if (await options.isTimeUp(rounds + 1)) return stop('time')
    const next = await searchRound(search, { ...state, round: rounds + 1 })
    if (next === undefined) return stop('budget')
    state = next
  }
}

async function searchRound(search: Search, state: SearchState): Promise<SearchState | undefined> {
  const { round, incumbent } = state
  const repeats = incumbentRepeats(search, state)
  const size = Math.min(state.size, search.cases.length)
  const candidates = await proposeCandidates(search, state)
  if (candidates.length === 0) return { ...state, stale: state.stale + 1, size: grow(search, state.size) }
  for (const candidate of candidates) remember(search, candidate)
  const cases = unseenBy(search, [incumbent, ...candidates], search.cases.slice(0, size))
  const own = missingRuns(search, incumbent, cases, repeats)
  const room = Math.floor((affordable(search) - own) / cases.length)
  const contestants = candidates.slice(0, Math.max(0, room))
  if (contestants.length < candidates.length) search.spending.noteShortage()
  if (contestants.length === 0) return raceSmaller(search, state, candidates)
  const variants = contestants.map((candidate) => toVariant(candidate, search.seed))
  search.emit({ type: 'race_started', round, candidates: contestants, cases: cases.length })
  return finishRound(search, state, await runRace(search, { incumbent, variants, cases, repeats, round }))
}

interface RacePlan {
  readonly incumbent: Candidate
  readonly variants: readonly PromptVariant[]
  readonly cases: Search['cases']
  readonly repeats: readonly number[]
  readonly round: number
}

function runRace(search: Search, { incumbent, variants, cases, repeats, round }: RacePlan): ReturnType<typeof race> {
  const { store, evaluate, signal } = search
  return race(variants, {
    incumbent: toVariant(incumbent, search.seed),
    cases,
    store,
    evaluate,
    seed: search.randomFor(`race/${round}`).bits(),
    repeats: [0],
    incumbentRepeats: repeats,
    ...(signal === undefined ? {} : { signal }),
  })
}

/** At the end of the budget one candidate runs on as many cases as there is room for. */
async function raceSmaller(
  search: Search,
  state: SearchState,
  [candidate]: readonly Candidate[],
): Promise<SearchState | undefined> {
  const { round, incumbent } = state
  const size = Math.min(Math.floor(affordable(search) / 2), state.size, search.cases.length)
  if (candidate === undefined || size < leastRaceCases) return undefined
  const cases = unseenBy(search, [incumbent, candidate], search.cases.slice(0, size))
  search.emit({ type: 'race_started', round, candidates: [candidate], cases: cases.length })
  const variants = [toVariant(candidate, search.seed)]
  return finishRound(search, state, await runRace(search, { incumbent, variants, cases, repeats: [0], round }))
}

function finishRound(search: Search, state: SearchState, { standings }: Awaited<ReturnType<typeof race>>): SearchState {
  const { round, incumbent } = state
  const byVariant = new Map(Array.from(search.archive.values(), (one) => [variantIdOf(one, search), one]))
  const effects = learnEffects(search)
  const broken = new Set(state.broken)
  for (const { variantId, outcome } of standings) {
    const candidate = byVariant.get(variantId)
    if (outcome === 'broke' && candidate !== undefined) broken.add(candidate.id)
  }
  if (breaksCases(search, incumbent)) broken.add(incumbent.id)
  search.emit({
    type: 'race_finished',
    round,
    standings: standings.flatMap(({ variantId, cases, outcome }) => {
      const candidate = byVariant.get(variantId)
      if (candidate === undefined) return []
      return [{ candidateId: candidate.id, origin: candidate.origin, cases, outcome, gain: effects.gain(candidate.id) }]
    }),
  })
  const best = bestCandidate(search, effects, broken)
  const progress = worthOf(search, best, effects) - worthOf(search, incumbent, effects)
  const hasGained = best.id !== incumbent.id && (progress > leastGain || broken.has(incumbent.id))
  noteIdeas(search, effects, incumbent)
  if (hasGained) search.emit({ type: 'incumbent', round, candidate: best, gain: effects.gain(best.id) })
  return {
    round,
    effects,
    broken,
    incumbent: hasGained ? best : incumbent,
    stale: hasGained ? 0 : state.stale + 1,
    size: grow(search, state.size),
  }
}

/** Further draws may show that a wording breaks what must pass, which its first draws did not. */
function breaksCases(search: Search, candidate: Candidate): boolean {
  const { cases, store, seed } = search
  if (candidate.id === seed.id) return false
  const pair = { baseline: variantIdOf(seed, search), candidate: variantIdOf(candidate, search) }
  return brokenCases(cases, { ...pair, store }).length > 0
}

/** The races take more cases from round to round, as gains get smaller and are harder to see. */
function grow({ cases }: Search, size: number): number {
  return Math.min(cases.length, Math.ceil(size * 1.5))
}

/**
 * By all runs of the search, through the rules that wordings share; and what is best for rounds on end is drawn again, see {@link incumbentRepeats}. So
 * there is no run-off among the best before the confirmation: on simulated worlds its runs found none better.
 */
function bestCandidate(search: Search, effects: EffectModel, broken: ReadonlySet<string>): Candidate {
  let best = search.seed
  for (const candidate of search.archive.values()) {
    if (broken.has(candidate.id) || ranCases(search, candidate) < leastRaceCases) continue
    if (worthOf(search, candidate, effects) > worthOf(search, best, effects)) best = candidate
  }
  return best
}

function ranCases(search: Search, candidate: Candidate): number {
  const results = search.store.results(variantIdOf(candidate, search))
  return new Set(results.flatMap(({ case_id, score }) => (score === null ? [] : [case_id]))).size
}

/** The nodes whose changes were kept are worth more attention than those whose changes were not. */
function noteIdeas(search: Search, effects: EffectModel, incumbent: Candidate): void {
  const held = new Set(search.rules.features(incumbent.texts).map(({ key }) => key))
  for (const [key, edit] of search.origins) {
    const effect = effects.effect(key)
    const place = { node: edit.component }
    if (held.has(key) && effect > 0) search.memory.revive(edit.hypothesis, place)
    if (search.noted.has(key) || held.has(key)) continue
    if (effect === 0) continue
    search.noted.add(key)
    search.bandit.record(edit.component, effect > 0)
    if (effect < 0)
      search.memory.bury(edit.hypothesis, place, `Runs with it lost ${(-100 * effect).toFixed(1)} points.`)
    const { component, hypothesis, text = '' } = edit
    search.emit({ type: 'learned', component, hypothesis, text, effect })
  }
}

/** After rounds without a gain the best wording is drawn again: it was chosen for looking good, and new runs show new failures. */
function incumbentRepeats(search: Search, { stale, size }: SearchState): number[] {
  const isFull = size >= search.cases.length
  return isFull ? Array.from({ length: 1 + Math.min(stale, 2) }, (_, repeat) => repeat) : [0]
}

function missingRuns(search: Search, candidate: Candidate, cases: Search['cases'], repeats: readonly number[]): number {
  const variantId = variantIdOf(candidate, search)
  return cases.flatMap(({ case_id }) =>
    repeats.filter((repeat) => search.store.get(variantId, case_id, repeat) === undefined),
  ).length
}

function remember(search: Search, candidate: Candidate): void {
  search.archive.set(candidate.id, candidate)
  search.gates.remember(candidate.texts)
  for (const { key, text, kind, component } of search.rules.features(candidate.texts)) {
    if (kind !== 'added' || search.origins.has(key)) continue
    const origin = candidate.edits.find((edit) => edit.component === component && edit.text?.includes(text.trim()))
    if (origin !== undefined) search.origins.set(key, origin)
  }
}

function affordable({ spending }: Search): number {
  return spending.affordableRuns()
}
