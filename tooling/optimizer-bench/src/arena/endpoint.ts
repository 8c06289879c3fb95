import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { createHash } from 'node:crypto'
import { assertResult, type TestResult, toTestResult } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import {
  createSimulator,
  type LedgerTotals,
  type ReflectionQuality,
  type RenderedMessage,
  type World,
  type WorldPrompts,
} from '@autoopt/simulator'
import { baseUrl, chat } from './chat-client.ts'
import { freshDraws } from './fresh-draws.ts'
import { runApp } from './run-app.ts'

/** The budget is spent: thrown for a run that would exceed it, before anything is asked. */
export class BudgetSpentError extends Error {
  override readonly name = 'BudgetSpentError'
}

/** What a contender reaches of the world: its app, its reflection model, and nothing else. */
export interface Endpoint {
  readonly runsLeft: number
  /**
   * Runs the app with these prompts on a case and judges what came out. Equal repeats are equal draws; without one each run is a new draw.
   *
   * @throws {@link BudgetSpentError} when no run is left.
   */
  run(prompts: WorldPrompts, testCase: TestCase, options?: { readonly repeat?: number }): Promise<TestResult>
  /** Asks the reflection model. */
  reflect(messages: readonly RenderedMessage[]): Promise<string>
  /** The same models for clients of their own. */
  readonly fetch: typeof globalThis.fetch
  readonly baseUrl: string
  readonly reflectionModel: string
}

/** How much has been used, by the server's own count. */
export interface Usage {
  readonly runs: number
  readonly ledger: LedgerTotals
}

export interface Arena {
  readonly endpoint: Endpoint
  usage(): Usage
}

export interface ArenaOptions {
  readonly budget: number
  readonly quality: ReflectionQuality
  readonly seed: number
}

/** Opens simulated models for one contender in one world, with a budget of runs that cannot be exceeded. */
export function openArena(world: World, { budget, quality, seed }: ArenaOptions): Arena {
  const simulator = createSimulator({ world, seed })
  const fetch = freshDraws(simulator.fetch)
  const judge = createOpenAICompatible({ name: 'simulated', baseURL: baseUrl, fetch }).chatModel(world.models.judge)
  const reflectionModel = world.models.reflect[quality]
  let runs = 0
  const run: Endpoint['run'] = async (prompts, testCase, { repeat } = {}) => {
    if (runs >= budget) throw new BudgetSpentError(`All ${budget} runs are spent.`)
    runs += 1
    const ask = (messages: readonly RenderedMessage[]) => chat({ model: world.models.task, messages, repeat }, fetch)
    const trace = await runApp(world, testCase, { prompts, ask })
    return toTestResult({
      manifestId: world.name,
      workflowId: world.name,
      variantId: 'prompts',
      testCase,
      caseSha256: createHash('sha256').update(JSON.stringify(testCase)).digest('hex'),
      repeat: repeat ?? 0,
      runs: [trace],
      assertions: await assertResult(trace, testCase, { judge: () => judge }),
      simulated: true,
      keepTraces: true,
    })
  }
  return {
    usage: () => ({ runs, ledger: simulator.ledger.totals() }),
    endpoint: {
      get runsLeft() {
        return budget - runs
      },
      run,
      reflect: async (messages) => (await chat({ model: reflectionModel, messages }, fetch)).text,
      fetch,
      baseUrl,
      reflectionModel,
    },
  }
}
