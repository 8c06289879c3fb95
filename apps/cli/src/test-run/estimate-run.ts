import type { EnvConfig, TestCase } from '@autoopt/config'
import type { PlannedRun } from '@autoopt/executor'
import { estimateTokens, findModel, parseModelMap, priceOfCall, priceOfModel, resolveModel } from '@autoopt/llm'
import { type ModelCall, modelCallsOf } from './model-calls.ts'
import type { TestRunOptions } from './test-run-options.ts'

/** From at least to at most. */
export interface Range {
  readonly least: number
  readonly most: number
}

/** What running one variant would take. */
export interface VariantEstimate {
  readonly workflow_id: string
  readonly variant_id: string
  readonly cases: number
  readonly results: number
  /** Tries again are not in it. */
  readonly calls: Range
  readonly judge_calls: Range
  /** `null` when the price of a model is unknown. */
  readonly cost_usd: Range | null
  readonly unknown_prices: readonly string[]
  /** Whether iterations or loops may make more calls than `calls` says. */
  readonly may_exceed: boolean
}

interface EstimateOptions {
  readonly env: EnvConfig | undefined
  readonly options: TestRunOptions
}

/**
 * What a run would take, without running it. Tokens of prompts and inputs are estimated; an answer is reckoned with 1 token at least, and
 * what the node or the model's configuration allows, or 4,096, at most.
 */
export async function estimateRun(
  planned: readonly PlannedRun[],
  options: EstimateOptions,
): Promise<readonly VariantEstimate[]> {
  const estimates: VariantEstimate[] = []
  for (const run of planned) estimates.push(await estimateVariant(run, options))
  return estimates
}

async function estimateVariant(run: PlannedRun, { env, options }: EstimateOptions): Promise<VariantEstimate> {
  const { workflow, variant_id, case_count: cases, case_share, execution, model_roles } = run.manifest
  const needs = await measureCases(run)
  const share = execution.repeat * case_share
  const results = cases * execution.repeat
  const calls = modelCallsOf(run.dsl)
  const override = options.model ?? model_roles.task
  const map = parseModelMap(options.modelMap ?? [])
  const spent = calls.map((call) => {
    const config = resolveModel(call, {
      models: env?.models,
      map,
      override: override === 'simulated' ? 'simulated:generic' : override,
    })
    return costOf(call, {
      name: config.model,
      price: priceOfModel(config),
      results,
      inputTokens: needs.inputTokens * share,
      outputTokens: call.maxOutputTokens ?? config.parameters.max_tokens ?? usualOutput,
    })
  })
  const judged = { least: needs.judged * share, most: needs.judged * share * votes }
  const judge = judged.most === 0 ? [] : [judgeCost(judged, { env, name: model_roles.judge })]
  const all = [...spent, ...judge]
  const unknown = all.filter(({ cost }) => cost === null).map(({ name }) => name)
  return {
    workflow_id: workflow.id,
    variant_id,
    cases,
    results,
    calls: { least: calls.filter(({ isCertain }) => isCertain).length * results, most: calls.length * results },
    judge_calls: { least: Math.round(judged.least), most: Math.round(judged.most) },
    cost_usd: unknown.length > 0 ? null : sumOf(all.flatMap(({ cost }) => (cost === null ? [] : [cost]))),
    unknown_prices: [...new Set(unknown)],
    may_exceed: calls.some(({ isRepeated }) => isRepeated),
  }
}

/** Votes of a judge near the threshold. */
const votes = 3
/** Tokens of a judge's call: instructions, an output, a grade. */
const judgeTokens = { least: { input: 300, output: 20 }, most: { input: 6000, output: 1000 } } as const
const judgedTypes = /^(not-)?(llm-rubric|factuality|select-best)$/u

async function measureCases({ cases }: PlannedRun): Promise<{ readonly inputTokens: number; readonly judged: number }> {
  let [inputTokens, judged] = [0, 0]
  for await (const testCase of cases.read()) {
    inputTokens += estimateTokens(textOf(testCase))
    const assertions = [...testCase.assertions, ...(testCase.turns ?? []).flatMap((turn) => turn.assertions)]
    judged += assertions.filter(({ type }) => judgedTypes.test(type)).length
  }
  return { inputTokens, judged }
}

function textOf({ inputs, query, turns }: TestCase): string {
  const texts = [...Object.values(inputs), query ?? '', ...(turns ?? []).map((turn) => turn.query)]
  return texts.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')
}

interface Spent {
  readonly name: string
  readonly cost: Range | null
}

interface CallFacts {
  readonly name: string
  readonly price: ReturnType<typeof priceOfModel>
  readonly results: number
  readonly inputTokens: number
  /** Of one answer, at most. */
  readonly outputTokens: number
}

function costOf(call: ModelCall, { name, price, results, inputTokens, outputTokens }: CallFacts): Spent {
  if (price === undefined) return { name, cost: null }
  const own = call.promptTokens * results
  const read = inputTokens + call.readsNodes * usualOutput * results
  return {
    name,
    cost: {
      least: call.isCertain ? priceOfCall(price, { input: own, output: results }) : 0,
      most: priceOfCall(price, { input: own + read, output: outputTokens * results }),
    },
  }
}

/** Tokens that an answer without a limit, or a text of another node, is reckoned with at most. */
const usualOutput = 4096

function judgeCost(
  { least, most }: Range,
  { env, name }: { readonly env: EnvConfig | undefined; readonly name: string | undefined },
): Spent {
  if (name === undefined) return { name: 'the judge, which is not named', cost: null }
  const price = priceOfModel(findModel(name === 'simulated' ? 'simulated:generic' : name, env?.models))
  if (price === undefined) return { name, cost: null }
  const times = (count: number, { input, output }: { readonly input: number; readonly output: number }): number =>
    priceOfCall(price, { input: input * count, output: output * count })
  return { name, cost: { least: times(least, judgeTokens.least), most: times(most, judgeTokens.most) } }
}

function sumOf(ranges: readonly Range[]): Range {
  return ranges.reduce((sum, { least, most }) => ({ least: sum.least + least, most: sum.most + most }), {
    least: 0,
    most: 0,
  })
}
