import { chooseCases, type CaseChoice, type TestResult } from '@autoopt/collector'
import type { ExecutionOverrides, ModelRoles } from '@autoopt/config'
import { type BuildOptions, type PlannedRun, readResults, RunManifestBuilder } from '@autoopt/executor'
import { parseCount } from '../arguments/parse-count.ts'
import { parseDollars } from '../arguments/parse-dollars.ts'
import { UsageError } from '../exit-code.ts'
import { findRun } from './find-run.ts'
import type { LoadedPlan } from './load-test-plan.ts'
import type { TestRunOptions } from './test-run-options.ts'

/**
 * Everything that the flags choose of a plan, ready to run.
 *
 * @param now when the run was begun, if it is resumed.
 * @throws {@link UsageError} for flags that cannot be; what building manifests throws.
 */
export async function planRuns(
  loaded: LoadedPlan,
  options: TestRunOptions,
  now: Date = new Date(),
): Promise<readonly PlannedRun[]> {
  const { planFolder, dslFolder, catalog, plan, env } = loaded
  const builder = new RunManifestBuilder({ planFolder, dslFolder, now })
  return builder.build({ catalog, plan, ...(env === undefined ? {} : { env }) }, await choose(options))
}

async function choose(options: TestRunOptions): Promise<BuildOptions> {
  const { workflow, variant } = options
  const chosen = await earlierCases(options)
  return {
    ...(workflow === undefined ? {} : { workflows: workflow }),
    ...(variant === undefined ? {} : { variants: variant }),
    ...(chosen === undefined ? {} : { onlyCases: ({ case_id }) => chosen.has(case_id) }),
    execution: executionOf(options),
    modelRoles: rolesOf(options),
  }
}

/** Of the workflows and variants that are chosen. */
async function earlierCases({ filter, from, ...options }: TestRunOptions): Promise<ReadonlySet<string> | undefined> {
  if (filter === undefined && from === undefined) return undefined
  if (filter === undefined || from === undefined)
    throw new UsageError('--filter and --from go together: --filter failing --from <run>.')
  if (!isChoice(filter)) throw new UsageError(`--filter takes ${choices.join(', ')}, not "${filter}".`)
  return chooseCases(chosenRows(await findRun(from, options), options), filter)
}

async function* chosenRows(folder: string, { workflow, variant }: TestRunOptions): AsyncGenerator<TestResult> {
  for await (const result of readResults(folder)) {
    const isChosen = workflow?.includes(result.workflow_id) ?? true
    if (isChosen && (variant?.includes(result.variant_id) ?? true)) yield result
  }
}

const choices: readonly CaseChoice[] = ['failing', 'errors', 'flaky']

function isChoice(text: string): text is CaseChoice {
  return choices.some((choice) => choice === text)
}

function executionOf({ concurrency, repeat, maxCalls, maxCost }: TestRunOptions): ExecutionOverrides {
  const stop = {
    ...(maxCalls === undefined ? {} : { max_calls: parseCount('--max-calls', maxCalls, { min: 1 }) }),
    ...(maxCost === undefined ? {} : { max_cost_usd: parseDollars('--max-cost', maxCost) }),
  }
  return {
    ...(concurrency === undefined ? {} : { max_concurrency: parseCount('-j', concurrency, { min: 1, max: 10_000 }) }),
    ...(repeat === undefined ? {} : { repeat: parseCount('--repeat', repeat, { min: 1, max: 1000 }) }),
    ...(Object.keys(stop).length === 0 ? {} : { stop }),
  }
}

function rolesOf({ model, judge, embedding }: TestRunOptions): ModelRoles {
  return {
    ...(model === undefined ? {} : { task: model }),
    ...(judge === undefined ? {} : { judge }),
    ...(embedding === undefined ? {} : { embedding }),
  }
}
