import type { AssertionPorts } from '@autoopt/collector'
import type { ModelRoles } from '@autoopt/config'
import { type PlannedRun, readResults, Spending, type Usage } from '@autoopt/executor'
import { Ledger } from '@autoopt/llm'
import type { Sandbox } from '@autoopt/runtime'
import { UsageError } from '../exit-code.ts'
import { type OpenModels, openModels } from '../run/open-models.ts'
import { expressionSandbox } from './expression-sandbox.ts'
import type { LoadedPlan } from './load-test-plan.ts'
import type { TestRunOptions } from './test-run-options.ts'

export interface ModelsOfRun extends OpenModels {
  /** By every role, in earlier parts of the run too. */
  readonly usage: () => Usage
}

interface OpenModelsOptions {
  readonly loaded: LoadedPlan
  readonly options: TestRunOptions
  /** The run that goes on. */
  readonly resumed: string | undefined
  readonly onNotice: (text: string) => void
}

/** Opens the models of a run, with one ledger that holds the limits of the plan across resumptions. */
export async function openModelsOfRun(
  planned: readonly PlannedRun[],
  { loaded, options, resumed, onNotice }: OpenModelsOptions,
): Promise<ModelsOfRun> {
  const [first] = planned
  const { max_calls, max_tokens, max_cost_usd } = first?.manifest.execution.stop ?? {}
  const before = await spentBefore(resumed)
  const ledger = new Ledger({
    ...(max_calls === undefined ? {} : { max_calls: Math.max(0, max_calls - before.calls) }),
    ...(max_tokens === undefined ? {} : { max_tokens: Math.max(0, max_tokens - before.tokens) }),
    ...(max_cost_usd === undefined ? {} : { max_cost_usd: Math.max(0, max_cost_usd - (before.cost_usd ?? 0)) }),
  })
  const task = first?.manifest.model_roles.task
  const chosen = { ...options, ...(task === undefined ? {} : { model: task }) }
  const models = openModels(loaded.env, chosen, { ledger, onNotice, onRetry: oncePerReason(onNotice) })
  return { ...models, usage: () => sum(before, ledger) }
}

/** Thousands of calls may fail for one reason. */
function oncePerReason(say: (text: string) => void): (reason: string) => void {
  const known = new Set<string>()
  return (reason) => {
    if (known.has(reason)) return
    known.add(reason)
    say(`trying calls again: ${reason}`)
  }
}

/** What assertions need, of the models that play the roles of the plan. */
export function portsOf(models: OpenModels, roles: ModelRoles, sandbox: Sandbox): AssertionPorts {
  const named = (name: string | undefined, role: 'judge' | 'embedding'): string => {
    const chosen = name ?? roles[role]
    if (chosen !== undefined) return chosen
    const flag = `--${role} <model>`
    throw new UsageError(
      `An assertion needs the model of role "${role}": give ${flag}, or model_roles.${role} in env_config.yaml or the plan.`,
    )
  }
  return {
    sandbox: expressionSandbox(sandbox),
    judge: async (name) => models.judge(named(name, 'judge')),
    embed: async (name) => models.embed(named(name, 'embedding')),
  }
}

async function spentBefore(resumed: string | undefined): Promise<Usage> {
  const spending = new Spending()
  if (resumed !== undefined) for await (const result of readResults(resumed)) spending.add(result)
  return spending.spent()
}

function sum(before: Usage, ledger: Ledger): Usage {
  const { calls, input_tokens, output_tokens, known_cost_usd, calls_of_unknown_cost } = ledger.totals()
  return {
    calls: before.calls + calls,
    tokens: before.tokens + input_tokens + output_tokens,
    cost_usd: before.cost_usd === null || calls_of_unknown_cost > 0 ? null : before.cost_usd + known_cost_usd,
  }
}
