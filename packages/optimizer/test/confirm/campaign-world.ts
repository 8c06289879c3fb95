import { createRandom, type Random } from '@autoopt/collector'
import type { PromptVariant, TestCase } from '@autoopt/config'
import { confirm } from '../../src/confirm/confirm.ts'
import type { Confirmation } from '../../src/confirm/confirmation.ts'
import type { Evaluate } from '../../src/evaluate.ts'
import { ObservationStore } from '../../src/race/observation-store.ts'
import { race, type RaceStanding } from '../../src/race/race.ts'
import { makeCases, makeVariant, simulatedEvaluate } from '../race/simulated-evaluate.ts'

const names = Array.from({ length: 10 }, (_, index) => `candidate_${index}`)
const seedVariant = makeVariant('baseline')

/** What is true in a world and no campaign sees: how likely each variant is to pass each case. */
export interface World {
  readonly cases: readonly TestCase[]
  readonly evaluate: Evaluate
  /** By how much a variant is truly better than the baseline, averaged over the cases. */
  gain(variantId: string): number
}

export interface WorldOptions {
  readonly seed: string
  readonly cases: number
  /** The chance of a candidate to pass a case that the baseline passes with `base`. */
  readonly chance: (candidate: number, base: number) => number
  /** Checks per case: 1 gives pass or fail, more give denser scores. */
  readonly checks: number
}

/** Ten candidates and a baseline; each check of each run holds by chance. Cases differ: the baseline passes 60 % of them on average. */
export function makeWorld({ seed, cases: count, chance, checks }: WorldOptions): World {
  const random = createRandom(seed)
  const cases = makeCases(count)
  const bases = new Map(cases.map(({ case_id }) => [case_id, beta(random)]))
  const chanceOf = (variantId: string, caseId: string): number => {
    const base = bases.get(caseId) ?? 0
    return variantId === 'baseline' ? base : Math.min(1, Math.max(0, chance(names.indexOf(variantId), base)))
  }
  const { evaluate } = simulatedEvaluate(({ variantId, testCase, draw }) => {
    const draws = createRandom(`${draw}`)
    let held = 0
    for (let check = 0; check < checks; check += 1) held += Number(draws.next() < chanceOf(variantId, testCase.case_id))
    return held / checks
  }, seed)
  const gain = (variantId: string): number =>
    cases.reduce((sum, { case_id }) => sum + chanceOf(variantId, case_id) - chanceOf('baseline', case_id), 0) / count
  return { cases, evaluate, gain }
}

/** Beta(3, 2) by its order statistic: the third smallest of four uniform draws. */
function beta(random: Random): number {
  return [random.next(), random.next(), random.next(), random.next()].toSorted((one, other) => one - other)[2] ?? 0
}

/** The whole way: baseline twice, two races of five candidates, a third of the best three with more draws, three fresh runs of the winner. */
export async function runCampaign(
  { cases, evaluate }: World,
  seed: string,
  { alpha = 0.05 }: { readonly alpha?: number } = {},
): Promise<Confirmation> {
  const store = new ObservationStore()
  const common = { incumbent: seedVariant, cases, evaluate, store, seed, incumbentRepeats: [0, 1], keepTraces: false }
  const candidates = names.map((name) => makeVariant(name))
  const first = await race(candidates.slice(0, 5), common)
  const second = await race(candidates.slice(5), common)
  const best = promising([...first.standings, ...second.standings]).slice(0, 3)
  const last = await race(best, { ...common, repeats: [0, 1] })
  return confirm({
    baseline: seedVariant,
    finalists: promising(last.standings).slice(0, 1),
    cases,
    evaluate,
    store,
    seed,
    alpha,
    repeats: [store.nextRepeat, store.nextRepeat + 1, store.nextRepeat + 2],
  })
}

/** Those who finished their race and look better than the baseline, the best first. */
function promising(standings: readonly RaceStanding[]): PromptVariant[] {
  return standings
    .filter(({ outcome, posterior }) => outcome === 'finished' && posterior.mean > 0)
    .toSorted((one, other) => other.posterior.mean - one.posterior.mean || (one.variantId < other.variantId ? -1 : 1))
    .map(({ variantId }) => makeVariant(variantId))
}

/** What everyone else does: every candidate once on every case, and the best mean wins. Undefined when no candidate beats the baseline. */
export async function pickByArgmax({ cases, evaluate }: World): Promise<string | undefined> {
  let best: { readonly name: string; readonly mean: number } | undefined
  for (const name of ['baseline', ...names]) {
    let sum = 0
    for await (const { score } of evaluate(makeVariant(name), cases, {
      repeats: [0],
      keepTraces: false,
      purpose: 'search',
    }))
      sum += score ?? 0
    const mean = sum / cases.length
    if (best === undefined || mean > best.mean) best = { name, mean }
  }
  return best?.name === 'baseline' ? undefined : best?.name
}
