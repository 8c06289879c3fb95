import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import type { TestPlanChecks } from './check-test-plan.ts'
import type { LoadedConfig } from './config-source.ts'
import type { EnvConfig } from './env-config.ts'
import { ConfigNotFoundError, ConfigReadError } from './errors.ts'
import type { Environment } from './load/interpolate.ts'
import { parseEnvConfig, parsePatchFile, parseTestPlan, parseWorkflowCatalog } from './parse-config.ts'
import type { PatchFile } from './prompt-patch.ts'
import type { TestPlan } from './test-plan.ts'
import type { WorkflowCatalog } from './workflow-catalog.ts'

export interface ConfigLoaderOptions {
  /** Variables that win over those of `.env` files. Default: `process.env`. */
  readonly environment?: Environment
}

export interface LoadEnvOptions {
  /** Name of the overlay: `prod` lays `env_config.prod.yaml` over `env_config.yaml`. Default: `AUTOOPT_ENV`, else none. */
  readonly env?: string
}

/** Reads configuration files. Each may use the variables of the environment and of the `.env` file beside it. */
export class ConfigLoader {
  readonly #environment: Environment

  constructor({ environment = process.env }: ConfigLoaderOptions = {}) {
    this.#environment = environment
  }

  /**
   * Reads `env_config.yaml` and lays over it the overlay of the named environment.
   *
   * @throws {ConfigError} with all problems of both files.
   * @throws {ConfigNotFoundError} when the file, or the overlay that was asked for, is not there.
   * @throws {ConfigReadError} when one of them cannot be read.
   */
  async loadEnv(path: string, options: LoadEnvOptions = {}): Promise<LoadedConfig<EnvConfig>> {
    const text = await readText(path)
    const environment = await this.#environmentBeside(path)
    const name = options.env ?? environment['AUTOOPT_ENV'] ?? ''
    if (name === '') return parseEnvConfig(text, { file: path, environment })
    const file = overlayPath(path, name)
    return parseEnvConfig(text, { file: path, environment, overlay: { file, text: await readText(file) } })
  }

  /** Reads `workflow_catalog.yaml`. Throws as {@link ConfigLoader.loadEnv} does. */
  async loadCatalog(path: string): Promise<LoadedConfig<WorkflowCatalog>> {
    const text = await readText(path)
    return parseWorkflowCatalog(text, { file: path, environment: await this.#environmentBeside(path) })
  }

  /**
   * Reads `test_plan.yaml` and checks that the files it names are there, and whatever else it is given to check against.
   * Throws as {@link ConfigLoader.loadEnv} does.
   */
  async loadTestPlan(path: string, against: TestPlanChecks = {}): Promise<LoadedConfig<TestPlan>> {
    const text = await readText(path)
    const environment = await this.#environmentBeside(path)
    return parseTestPlan(text, { file: path, environment, against: { isFile: isFileBeside(path), ...against } })
  }

  /** Reads a patches file, in YAML or JSON, and checks that the files it names are there. Throws as {@link ConfigLoader.loadEnv} does. */
  async loadPatches(path: string): Promise<LoadedConfig<PatchFile>> {
    return parsePatchFile(await readText(path), { file: path, isFile: isFileBeside(path) })
  }

  async #environmentBeside(path: string): Promise<Environment> {
    const variables = Object.entries(this.#environment).filter(([, value]) => value !== undefined)
    return { ...parseEnv(await readDotEnv(join(dirname(path), '.env'))), ...Object.fromEntries(variables) }
  }
}

function isFileBeside(path: string): (other: string) => boolean {
  return (other) => statSync(resolve(dirname(path), other), { throwIfNoEntry: false })?.isFile() ?? false
}

function overlayPath(path: string, name: string): string {
  const extension = extname(path)
  return `${path.slice(0, path.length - extension.length)}.${name}${extension}`
}

/** A folder without `.env` has no variables of its own. */
async function readDotEnv(path: string): Promise<string> {
  try {
    return await readText(path)
  } catch (error) {
    if (error instanceof ConfigNotFoundError) return ''
    throw error
  }
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw readErrorFor(path, cause)
  })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ConfigReadError(`${path} is not UTF-8. Save it as UTF-8.`, { file: path }, { cause })
  }
}

function readErrorFor(path: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  return isMissing
    ? new ConfigNotFoundError(`There is no file ${path}. Check the path.`, { file: path }, { cause })
    : new ConfigReadError(`${path} cannot be read: ${reason}.`, { file: path }, { cause })
}
