import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { ConfigLoader, type EnvConfig, type TestPlan, type WorkflowCatalog } from '@autoopt/config'
import { planForApp } from '@autoopt/executor'
import { UsageError } from '../exit-code.ts'
import { kindOf } from '../files/kind-of.ts'
import { loadSettings } from '../files/load-settings.ts'
import { catalogName, openApp } from '../files/open-app.ts'
import { tell } from '../terminal/print.ts'
import { readCaseArgument } from './read-case-argument.ts'
import type { TestRunOptions } from './test-run-options.ts'

/** A plan with everything that it refers to, and the folders that its paths are relative to. */
export interface LoadedPlan {
  readonly env: EnvConfig | undefined
  readonly catalog: WorkflowCatalog
  readonly plan: TestPlan
  readonly planFolder: string
  readonly dslFolder: string
  /** The folder that gets one folder for each run. */
  readonly runs: string
  /** Formats of the reports to write beside the results. */
  readonly reports: TestPlan['outputs']['formats']
}

/**
 * Reads a plan with its catalog and configuration, or makes one for an app file and its cases.
 *
 * @throws {@link UsageError} when cases or a catalog are missing.
 */
export async function loadTestPlan(source: string, options: TestRunOptions): Promise<LoadedPlan> {
  const loaded =
    (await kindOf(source)) === 'plan' ? await loadPlanFile(source, options) : await makePlan(source, options)
  const { target = loaded.plan.target } = options
  return { ...loaded, plan: { ...loaded.plan, target } }
}

async function loadPlanFile(path: string, options: TestRunOptions): Promise<LoadedPlan> {
  const folder = dirname(path)
  const env = await loadSettings(options.env, folder)
  const catalogPath = join(folder, catalogName)
  if (!existsSync(catalogPath)) throw new UsageError(`${path} needs ${catalogPath}, which is not there.`)
  const loader = new ConfigLoader()
  const { value: catalog } = await loader.loadCatalog(catalogPath)
  const { value, warnings } = await loader.loadTestPlan(path, { catalog, ...(env === undefined ? {} : { env }) })
  for (const { message } of warnings) tell(`warning: ${message}`)
  const dslFolder = resolve(folder, env?.io_paths.workflow_dsl ?? '.')
  const runs = options.runs ?? resolve(folder, value.outputs.dir ?? env?.io_paths.runs ?? 'runs')
  const plan =
    options.cases === undefined ? value : await withCases(value, { catalog, dslFolder, cases: options.cases })
  return { env, catalog, plan, planFolder: folder, dslFolder, runs, reports: value.outputs.formats }
}

interface CasesInPlace {
  readonly catalog: WorkflowCatalog
  readonly dslFolder: string
  readonly cases: string
}

/** The plan on other cases than its own. */
async function withCases(plan: TestPlan, { catalog, dslFolder, cases }: CasesInPlace): Promise<TestPlan> {
  const paths = catalog.workflows
    .filter(({ id }) => plan.workflows.some(({ catalog_id, enabled }) => enabled && catalog_id === id))
    .map(({ dsl_path }) => resolve(dslFolder, dsl_path))
  const chats = await Promise.all(paths.map(isChatApp))
  const dataset = await readCaseArgument(cases, { isChat: chats.length > 0 && chats.every(Boolean) })
  const workflows = plan.workflows.map((workflow) => ({ ...workflow, dataset_refs: [dataset.dataset_id] }))
  return { ...plan, workflows, datasets: [dataset] }
}

async function makePlan(app: string, options: TestRunOptions): Promise<LoadedPlan> {
  const { cases } = options
  if (cases === undefined)
    throw new UsageError(
      `${app} is an app file: give its cases with --cases <file>, or run it once with --input name=value.`,
    )
  const env = await loadSettings(options.env)
  const dataset = await readCaseArgument(cases, { isChat: await isChatApp(app) })
  const { catalog, plan } = planForApp({ appPath: basename(app), datasets: [dataset] })
  const runs = options.runs ?? env?.io_paths.runs ?? 'runs'
  return {
    env,
    catalog,
    plan,
    planFolder: dirname(resolve(cases)),
    dslFolder: dirname(resolve(app)),
    runs,
    reports: [],
  }
}

async function isChatApp(path: string): Promise<boolean> {
  return (await openApp(path, { workflowId: 'app' })).mode.includes('chat')
}
