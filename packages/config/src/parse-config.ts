import { checkTemplateFiles } from './check/check-files.ts'
import { checkCatalogReferences, checkEnvReferences } from './check/check-references.ts'
import { checkPlanData, type TestPlanChecks } from './check-test-plan.ts'
import type { LoadedConfig } from './config-source.ts'
import { type EnvConfig, envConfigSchema } from './env-config.ts'
import type { Environment } from './load/interpolate.ts'
import { readConfig, type SourceText } from './load/read-config.ts'
import { list } from './load/read-loosely.ts'
import { type PatchFile, patchFileSchema } from './prompt-patch.ts'
import { type TestPlan, testPlanSchema } from './test-plan.ts'
import { type WorkflowCatalog, workflowCatalogSchema } from './workflow-catalog.ts'

export interface ParseConfigOptions {
  /** What to call the text in messages. */
  readonly file: string
  /** Variables that `${NAME}` reads. Default: none. */
  readonly environment?: Environment
}

/**
 * Reads the text of an `env_config.yaml` and, laid over it, of one overlay.
 *
 * @throws {ConfigError} with all problems of both.
 */
export function parseEnvConfig(
  text: string,
  { file, environment = {}, overlay }: ParseConfigOptions & { readonly overlay?: SourceText },
): LoadedConfig<EnvConfig> {
  const layers = [{ file, text }, ...(overlay ? [overlay] : [])]
  return readConfig(layers, { schema: envConfigSchema, environment, hasOldNames: true, check: checkEnvReferences })
}

/**
 * Reads the text of a `workflow_catalog.yaml`.
 *
 * @throws {ConfigError} with all of its problems.
 */
export function parseWorkflowCatalog(
  text: string,
  { file, environment = {} }: ParseConfigOptions,
): LoadedConfig<WorkflowCatalog> {
  return readConfig([{ file, text }], { schema: workflowCatalogSchema, environment, check: checkCatalogReferences })
}

/**
 * Reads the text of a `test_plan.yaml` and checks it against the records given.
 *
 * @throws {ConfigError} with all of its problems.
 */
export function parseTestPlan(
  text: string,
  { file, environment = {}, against = {} }: ParseConfigOptions & { readonly against?: TestPlanChecks },
): LoadedConfig<TestPlan> {
  return readConfig([{ file, text }], {
    schema: testPlanSchema,
    environment,
    check: (data, source) => checkPlanData(data, source, against),
  })
}

/**
 * Reads the text of a patches file, in YAML or JSON. `${` is text there like any other, since prompts may hold it.
 *
 * @param isFile whether there is a file at a path, relative to the patches file. Default: not checked.
 * @throws {ConfigError} with all of its problems.
 */
export function parsePatchFile(
  text: string,
  { file, isFile = () => true }: { readonly file: string; readonly isFile?: (path: string) => boolean },
): LoadedConfig<PatchFile> {
  return readConfig([{ file, text }], {
    schema: patchFileSchema,
    check: (data, source) => checkTemplateFiles(list(data, 'patches'), ['patches'], { source, isFile }),
  })
}
