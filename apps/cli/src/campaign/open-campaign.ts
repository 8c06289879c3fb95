import { dirname, resolve } from 'node:path'
import type { TestCase } from '@autoopt/config'
import { type DslDocument, parseDsl } from '@autoopt/dsl'
import type { PlannedRun } from '@autoopt/executor'
import { type Component, componentsFromDsl } from '@autoopt/optimizer'
import { UsageError } from '../exit-code.ts'
import { choosePrompts } from '../files/choose-prompts.ts'
import { openApp } from '../files/open-app.ts'
import { type LoadedPlan, loadTestPlan } from '../test-run/load-test-plan.ts'
import { planRuns } from '../test-run/plan-runs.ts'
import type { CampaignFlags } from './campaign-flags.ts'

/** What a campaign works on. */
export interface CampaignSubject {
  readonly loaded: LoadedPlan
  /** The workflow as it is. */
  readonly baseline: PlannedRun
  /** Its file. */
  readonly appPath: string
  readonly document: DslDocument
  readonly cases: readonly TestCase[]
  /** The prompts that may change. */
  readonly components: readonly Component[]
}

/**
 * Reads the one workflow of a plan, or the app file, with its cases.
 *
 * @param now when the campaign was begun, if it is resumed.
 * @throws {@link UsageError} when there is nothing to optimize, or more than one workflow.
 */
export async function openCampaign(source: string, flags: CampaignFlags, now: Date): Promise<CampaignSubject> {
  const { maxCalls: _calls, maxCost: _cost, ...shared } = flags
  const options = { ...shared, variant: ['baseline'] }
  const loaded = await loadTestPlan(source, options)
  const [baseline, ...others] = await planRuns(loaded, options, now)
  if (baseline === undefined) throw new UsageError(`${source} leaves nothing to optimize.`)
  if (others.length > 0) {
    const ids = [baseline, ...others].map(({ manifest }) => manifest.workflow.id)
    throw new UsageError(`${source} has ${ids.length} workflows; choose one with --workflow: ${ids.join(', ')}.`)
  }
  const { id, dsl_path } = baseline.manifest.workflow
  const appPath = resolve(loaded.dslFolder, dsl_path)
  // Versions are kept under the ids that the other commands use.
  const named = flags.plan === undefined ? await openApp(appPath, flags) : undefined
  const document = parseDsl(baseline.dsl, { workflowId: named?.workflow_id ?? flags.workflowId ?? id })
  const chosen = new Set(choosePrompts(document, flags.prompt).map((slot) => slot.id))
  const components = componentsFromDsl(document).filter((component) => chosen.has(component.id))
  if (components.length === 0) throw new UsageError(`${appPath} has no prompt that could be changed.`)
  const cases = await readCases(baseline)
  if (cases.length === 0) throw new UsageError(`There is no case to learn from in ${dirname(resolve(source))}.`)
  requireAssertions(cases)
  return { loaded, baseline, appPath, document, cases, components }
}

async function readCases({ cases }: PlannedRun): Promise<TestCase[]> {
  const all: TestCase[] = []
  for await (const testCase of cases.read()) all.push(testCase)
  return all
}

/** Without any expectation every answer is as good as every other. */
function requireAssertions(cases: readonly TestCase[]): void {
  const asserted = cases.some(({ assertions, turns = [] }) =>
    [{ assertions }, ...turns].some((one) => one.assertions.length > 0),
  )
  if (!asserted)
    throw new UsageError(
      'No case has an assertion, so no prompt could be told from a better one. Add assertions to the cases.',
    )
}
