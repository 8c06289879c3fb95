import { createWorld, type Family, type ReflectionQuality, type WorldPrompts } from '@autoopt/simulator'
import { performance } from 'node:perf_hooks'
import { openArena, type Usage } from './arena/endpoint.ts'
import { openWorld } from './arena/open-world.ts'
import type { Contender } from './contender.ts'
import { leakedCases } from './score/leaked-texts.ts'
import { lostPlaceholders } from './score/lost-placeholders.ts'
import type { CurvePoint, Trial } from './score/trial.ts'

export interface TrialOptions {
  readonly family: Family
  readonly seed: number
  /** Makes the worlds new to everybody; contenders never see it. */
  readonly salt: string
  /** Runs of the app. */
  readonly budget: number
  readonly quality: ReflectionQuality
}

/** Lets one contender work on one world, and scores what it found by the world's truth, of which the contender knows nothing. */
export async function runTrial(contender: Contender, options: TrialOptions): Promise<Trial> {
  const { family, seed, salt, budget, quality } = options
  const world = createWorld({ family, seed, salt })
  const open = openWorld(world)
  const arena = openArena(world, { budget, quality, seed })
  const found: { readonly prompts: WorldPrompts; readonly usage: Usage }[] = []
  const start = performance.now()
  const outcome = await contender.optimize({
    world: open,
    endpoint: arena.endpoint,
    budget,
    seed,
    onIncumbent: (prompts) => void found.push({ prompts, usage: arena.usage() }),
  })
  const wallMs = performance.now() - start
  const usage = arena.usage()
  found.push({ prompts: outcome.prompts, usage })
  const { ledger, runs } = usage
  const seedScore = world.truth.expectedScore(world.prompts)
  const curve: CurvePoint[] = found.map((one) => ({
    runs: one.usage.runs,
    calls: one.usage.ledger.calls.task,
    score: world.truth.expectedScore(one.prompts),
  }))
  return {
    world: world.name,
    family,
    seed,
    contender: contender.name,
    seedScore,
    optimum: world.truth.expectedScore(world.truth.bestPrompts()),
    curve: [{ runs: 0, calls: 0, score: seedScore }, ...curve],
    verdict: outcome.verdict,
    isDeployed: outcome.isDeployed,
    lostPlaceholders: Math.max(...found.map(({ prompts }) => lostPlaceholders(world.prompts, prompts))),
    leakedCases: leakedCases(world.prompts, outcome.prompts, [...open.train, ...open.validation]),
    growth: lengthOf(outcome.prompts) / lengthOf(world.prompts),
    usage: {
      runs,
      taskCalls: ledger.calls.task,
      reflectionCalls: ledger.calls.reflect,
      judgeCalls: ledger.calls.judge,
      tokens: ledger.inputTokens + ledger.outputTokens,
    },
    wallMs,
  }
}

function lengthOf(prompts: WorldPrompts): number {
  return Object.values(prompts)
    .flat()
    .reduce((sum, { text }) => sum + text.length, 0)
}
