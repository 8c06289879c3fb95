import type { BudgetName, CampaignOptions, TokenPrice } from '@autoopt/optimizer'
import { priceOfModel } from '@autoopt/llm'
import type { ModelConfig } from '@autoopt/config'
import { parseCount } from '../arguments/parse-count.ts'
import { parseDollars } from '../arguments/parse-dollars.ts'
import { UsageError } from '../exit-code.ts'
import { estimateRun } from '../test-run/estimate-run.ts'
import { modelCallsOf } from '../test-run/model-calls.ts'
import type { CampaignFlags } from './campaign-flags.ts'
import type { CampaignSubject } from './open-campaign.ts'

/** What a campaign may take, and what a run of its workflow takes. */
export interface CampaignBounds extends Required<Pick<CampaignOptions, 'budget' | 'limits' | 'runBounds'>> {
  /** What one run costs, from at least to at most; `null` when a price is unknown. */
  readonly runCostUsd: { readonly least: number; readonly most: number } | null
  /** Models whose price nobody knows. */
  readonly unknownPrices: readonly string[]
  /** Whether iterations may make more calls than a run is reckoned with. */
  readonly mayExceed: boolean
}

/**
 * Reads the limits that flags and plan set, and reckons what a run takes.
 *
 * @throws {@link UsageError} for flags that cannot be, and for a cap in dollars where a price is unknown.
 */
export async function campaignLimits(
  flags: CampaignFlags,
  { baseline, loaded }: CampaignSubject,
): Promise<CampaignBounds> {
  const { stop } = baseline.manifest.execution
  const runs = flags.maxRuns === undefined ? undefined : parseCount('--max-runs', flags.maxRuns, { min: 1 })
  const calls = flags.maxCalls === undefined ? stop.max_calls : parseCount('--max-calls', flags.maxCalls, { min: 1 })
  const costUsd = flags.maxCost === undefined ? stop.max_cost_usd : parseDollars('--max-cost', flags.maxCost)
  const minutes = flags.maxMinutes === undefined ? undefined : parseMinutes(flags.maxMinutes)
  const { own, judged, runCostUsd, unknownPrices, mayExceed } = await estimateOne(flags, { baseline, loaded })
  if (costUsd !== undefined && runCostUsd === null)
    throw new UsageError(
      `A cap in dollars cannot be kept, as nobody knows what ${unknownPrices.join(', ')} costs. Give its prices in env_config.yaml (models.<name>.prices), or use --max-calls.`,
    )
  return {
    budget: parseBudget(flags.budget),
    limits: {
      ...(runs === undefined ? {} : { runs }),
      ...(calls === undefined ? {} : { calls }),
      ...(costUsd === undefined ? {} : { costUsd }),
      ...(minutes === undefined ? {} : { minutes }),
    },
    runBounds: {
      calls: Math.max(1, own + judged),
      ...(runCostUsd === null ? {} : { costUsd: Math.max(runCostUsd.least, runCostUsd.most * usualShare) }),
    },
    runCostUsd,
    unknownPrices,
    mayExceed,
  }
}

interface RunEstimate extends Pick<CampaignBounds, 'runCostUsd' | 'unknownPrices' | 'mayExceed'> {
  /** Calls of nodes and of judges, at most. */
  readonly own: number
  readonly judged: number
}

async function estimateOne(
  flags: CampaignFlags,
  { baseline, loaded }: Pick<CampaignSubject, 'baseline' | 'loaded'>,
): Promise<RunEstimate> {
  if (baseline.manifest.target === 'dify') {
    const calls = modelCallsOf(baseline.dsl)
    const mayExceed = calls.some(({ isRepeated }) => isRepeated)
    return { own: calls.length, judged: 0, runCostUsd: null, unknownPrices: ['the models of the server'], mayExceed }
  }
  const [estimate] = await estimateRun([baseline], { env: loaded.env, options: flags })
  if (estimate === undefined) throw new Error('The estimate of a run is missing.')
  const { results, calls, judge_calls, cost_usd, unknown_prices, may_exceed } = estimate
  return {
    own: Math.ceil(calls.most / results),
    judged: Math.ceil(judge_calls.most / results),
    runCostUsd: cost_usd === null ? null : { least: cost_usd.least / results, most: cost_usd.most / results },
    unknownPrices: unknown_prices,
    mayExceed: may_exceed,
  }
}

/**
 * Runs rarely take as much as they may. Where they take more than this on average, the campaign reckons with that; where one does, the
 * ledger of all calls holds the cap.
 */
const usualShare = 0.1

/** What tokens of the reflection model cost; absent when nobody knows. */
export function reflectionPriceOf(config: ModelConfig): TokenPrice | undefined {
  const price = priceOfModel(config)
  if (price === undefined) return undefined
  return { inputUsd: price.input_usd_per_million_tokens, outputUsd: price.output_usd_per_million_tokens }
}

const budgets: readonly BudgetName[] = ['light', 'standard', 'thorough']

function parseBudget(name = 'standard'): BudgetName {
  const budget = budgets.find((one) => one === name)
  if (budget === undefined) throw new UsageError(`--budget takes ${budgets.join(', ')}, not "${name}".`)
  return budget
}

function parseMinutes(text: string): number {
  const minutes = Number(text)
  if (/^\d*\.?\d+$/.test(text) && minutes > 0) return minutes
  throw new UsageError(`--max-minutes takes a number of minutes above 0, not "${text}".`)
}
