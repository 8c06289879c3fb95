/**
 * Random search over proposals, as the larger part of MIPROv2 without its model of what helps: some wordings of each node are proposed from
 * random cases, then random combinations are tried on minibatches. After every few trials the best one so far on average is run on all
 * validation cases, and the best of those is the result.
 */
import { createRandom, type Random } from '@autoopt/collector'
import type { WorldPrompts } from '@autoopt/simulator'
import type { Contender, ContenderTask } from '../contender.ts'
import { describeRun } from './describe-run.ts'
import { evaluatePrompts } from './evaluate-prompts.ts'
import { rewritePrompt } from './rewrite-prompt.ts'
import { systemTexts, withSystemTexts } from './system-texts.ts'

const proposalsPerNode = 8
const evidenceCases = 8
const minibatch = 10
const trialsPerFullRun = 5

interface Trial {
  readonly prompts: WorldPrompts
  sum: number
  runs: number
  isConfirmed: boolean
}

export const randomSearch: Contender = {
  name: 'random search',
  optimize: async (task) => {
    const { world, endpoint, seed } = task
    const random = createRandom(`random-search/${seed}`)
    const start = await evaluatePrompts(world.prompts, world.validation, endpoint)
    let best = { prompts: world.prompts, mean: start?.mean ?? 0 }
    const proposals = await propose(task, random)
    const trials = new Map<string, Trial>()
    for (let count = 1; endpoint.runsLeft >= minibatch; count += 1) {
      const texts = combine(proposals, random)
      const key = JSON.stringify(texts)
      const trial = trials.get(key) ?? {
        prompts: withSystemTexts(world.prompts, texts),
        sum: 0,
        runs: 0,
        isConfirmed: false,
      }
      trials.set(key, trial)
      const cases = random.shuffle(world.validation).slice(0, minibatch)
      const tried = await evaluatePrompts(trial.prompts, cases, endpoint)
      if (tried === undefined) break
      trial.sum += tried.mean * cases.length
      trial.runs += cases.length
      const leader = count % trialsPerFullRun === 0 ? leaderOf(trials) : undefined
      const full = leader && (await evaluatePrompts(leader.prompts, world.validation, endpoint))
      if (leader === undefined || full === undefined) continue
      leader.isConfirmed = true
      if (full.mean <= best.mean) continue
      best = { prompts: leader.prompts, mean: full.mean }
      task.onIncumbent(best.prompts)
    }
    const isDeployed = best.prompts !== world.prompts
    return { prompts: best.prompts, isDeployed, verdict: isDeployed ? 'highest mean' : 'seed' }
  },
}

/** Some wordings of each node, the seed's first. */
async function propose({ world, endpoint }: ContenderTask, random: Random): Promise<ReadonlyMap<string, string[]>> {
  const runs = await evaluatePrompts(world.prompts, world.train, endpoint)
  const described = world.train.flatMap((testCase, index) => {
    const result = runs?.results[index]
    return result === undefined ? [] : [describeRun(testCase, result)]
  })
  const proposals = new Map<string, string[]>()
  for (const [node, text] of Object.entries(systemTexts(world.prompts))) {
    const wordings = new Set([text])
    for (let index = 0; described.length > 0 && index < proposalsPerNode; index += 1) {
      const evidence = random.shuffle(described).slice(0, evidenceCases)
      const rewritten = await rewritePrompt({ text, evidence }, endpoint)
      if (rewritten !== undefined) wordings.add(rewritten)
    }
    proposals.set(node, [...wordings])
  }
  return proposals
}

function combine(proposals: ReadonlyMap<string, readonly string[]>, random: Random): Record<string, string> {
  return Object.fromEntries(
    Array.from(proposals, ([node, wordings]) => [node, wordings[random.below(wordings.length)] ?? '']),
  )
}

/** The best on average of those that were not yet run on all cases. */
function leaderOf(trials: ReadonlyMap<string, Trial>): Trial | undefined {
  const open = Array.from(trials.values()).filter(({ isConfirmed }) => !isConfirmed)
  return open.toSorted((left, right) => right.sum / right.runs - left.sum / left.runs)[0]
}
