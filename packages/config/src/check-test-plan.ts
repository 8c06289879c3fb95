import { checkCaseFiles, checkTemplateFiles, type FileCheck } from './check/check-files.ts'
import { checkKnown } from './check/check-known.ts'
import { checkModelRoles, checkPlanReferences } from './check/check-references.ts'
import { checkSelector } from './check/check-selector.ts'
import type { ConfigProblem } from './config-problem.ts'
import type { ConfigSource, LoadedConfig } from './config-source.ts'
import type { EnvConfig } from './env-config.ts'
import type { ConfigPath } from './load/config-path.ts'
import { field, list, text } from './load/read-loosely.ts'
import type { SelectablePrompt } from './match-selector.ts'
import type { TestPlan } from './test-plan.ts'
import type { WorkflowCatalog } from './workflow-catalog.ts'

/** What a plan is checked against; what is absent is not checked. */
export interface TestPlanChecks {
  readonly catalog?: WorkflowCatalog
  readonly env?: EnvConfig
  /** The prompts of a workflow's app file; `undefined` when it cannot be read, which is then a problem of its own. */
  readonly promptsOf?: (workflowId: string) => readonly SelectablePrompt[] | undefined
  /** Whether there is a file at a path, relative to the plan. */
  readonly isFile?: (path: string) => boolean
}

/**
 * Finds what a plan says wrongly about other records and about itself: ids that are not there or there twice, fallbacks
 * that lead nowhere or in a circle, unknown models and parameters, selectors that match no prompt, missing files.
 */
export function checkTestPlan({
  plan,
  ...against
}: TestPlanChecks & { plan: LoadedConfig<TestPlan> }): ConfigProblem[] {
  return checkPlanData(plan.value, plan.source, against)
}

/** Checks as {@link checkTestPlan} does, but data that need not fit the schema. */
export function checkPlanData(plan: unknown, source: ConfigSource, against: TestPlanChecks): ConfigProblem[] {
  return [
    ...checkPlanReferences(plan, source),
    ...(against.catalog ? checkCatalogIds(plan, source, against.catalog) : []),
    ...(against.env ? checkModels(plan, source, Object.keys(against.env.models)) : []),
    ...(against.promptsOf ? checkSelectors(plan, source, against.promptsOf) : []),
    ...(against.isFile ? checkFiles(plan, { source, isFile: against.isFile }) : []),
  ]
}

function checkFiles(plan: unknown, check: FileCheck): ConfigProblem[] {
  const variants = nested(plan, [], 'workflows').flatMap(({ value, path }) =>
    nested(value, path, 'prompt_optimization'),
  )
  return [
    ...checkCaseFiles(plan, check),
    ...variants.flatMap(({ value, path }) => checkTemplateFiles(list(value, 'nodes'), [...path, 'nodes'], check)),
  ]
}

function checkCatalogIds(plan: unknown, source: ConfigSource, catalog: WorkflowCatalog): ConfigProblem[] {
  const known = catalog.workflows.map((workflow) => workflow.id)
  return list(plan, 'workflows').flatMap((workflow, index) => {
    const path = ['workflows', index, 'catalog_id']
    return checkKnown({ path, name: text(workflow, 'catalog_id'), known, kind: 'workflow in the catalog', source })
  })
}

function checkModels(plan: unknown, source: ConfigSource, models: readonly string[]): ConfigProblem[] {
  const unknown = assertionsOf(plan).flatMap(({ assertion, path }) =>
    checkKnown({ path: [...path, 'model'], name: text(assertion, 'model'), known: models, kind: 'model', source }),
  )
  return [...checkModelRoles(plan, models, source), ...unknown]
}

interface PlacedAssertion {
  readonly assertion: unknown
  readonly path: ConfigPath
}

/** Every assertion of a plan: of datasets, cases, and turns of both. */
function assertionsOf(plan: unknown): PlacedAssertion[] {
  return list(plan, 'datasets').flatMap((dataset, index) => {
    const path = ['datasets', index]
    const holders = ['cases', 'conversation_flows'].flatMap((key) => nested(dataset, path, key))
    const turns = holders.flatMap((holder) => nested(holder.value, holder.path, 'turns'))
    return [{ value: dataset, path }, ...holders, ...turns]
      .flatMap((holder) => nested(holder.value, holder.path, 'assertions'))
      .map(({ value, path: place }) => ({ assertion: value, path: place }))
  })
}

function nested(value: unknown, path: ConfigPath, key: string): { value: unknown; path: ConfigPath }[] {
  return list(value, key).map((item, index) => ({ value: item, path: [...path, key, index] }))
}

function checkSelectors(
  plan: unknown,
  source: ConfigSource,
  promptsOf: NonNullable<TestPlanChecks['promptsOf']>,
): ConfigProblem[] {
  return nested(plan, [], 'workflows').flatMap((workflow) => {
    const id = text(workflow.value, 'catalog_id')
    const prompts = id === undefined ? undefined : promptsOf(id)
    if (!prompts) return []
    return nested(workflow.value, workflow.path, 'prompt_optimization')
      .flatMap((variant) => nested(variant.value, variant.path, 'nodes'))
      .flatMap((patch) =>
        checkSelector(field(patch.value, 'selector'), { path: [...patch.path, 'selector'], prompts, source }),
      )
  })
}
