import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import {
  ConfigError,
  ConfigLoader,
  type ConfigProblem,
  type EnvConfig,
  formatProblem,
  type WorkflowCatalog,
} from '@autoopt/config'
import { type DslDocument, parseDsl } from '@autoopt/dsl'
import { exitCode, type ExitCode, exitCodeOf, UsageError } from '../exit-code.ts'
import { isDslError } from '../files/app-file-error.ts'
import { type FileKind, kindOf, planName } from '../files/kind-of.ts'
import { settingsName } from '../files/load-settings.ts'
import { catalogName } from '../files/open-app.ts'
import { readText } from '../files/read-text.ts'
import { paint } from '../terminal/paint.ts'
import { print, printJson } from '../terminal/print.ts'

export interface ValidateOptions {
  readonly env?: string
  readonly json?: boolean
}

/** A mistake in an app file. Without a line it concerns the file as a whole. */
interface AppProblem {
  readonly severity: 'error' | 'warning'
  readonly file: string
  readonly line?: number
  readonly column?: number
  readonly message: string
}

type Problem = ConfigProblem | AppProblem
interface Loaded<Value> {
  readonly value: Value
  readonly warnings: readonly ConfigProblem[]
}

/** Checks files and prints every mistake with its place. */
export async function validate(files: readonly string[], options: ValidateOptions): Promise<ExitCode> {
  const chosen = files.length > 0 ? files : [settingsName, catalogName, planName].filter((name) => existsSync(name))
  if (chosen.length === 0) {
    throw new UsageError(
      `Nothing to check: there is no ${settingsName}, ${catalogName} or ${planName} here. Name the files, or run autoopt init <app>.`,
    )
  }
  const problems = await new Validation(options).check(chosen)
  const isValid = problems.every((problem) => problem.severity !== 'error')
  if (options.json) printJson({ valid: isValid, files: chosen, problems })
  else {
    for (const problem of problems) print(`${format(problem)}\n`)
    print(isValid ? `${paint('green', 'valid')}: ${chosen.join(', ')}` : summary(problems))
  }
  return isValid ? exitCode.fine : exitCode.usage
}

/** The files of one run: a plan is checked against the catalog, the environment and the app files it belongs to. */
class Validation {
  readonly #loader = new ConfigLoader()
  readonly #options: ValidateOptions
  readonly #problems: Problem[] = []

  constructor(options: ValidateOptions) {
    this.#options = options
  }

  async check(files: readonly string[]): Promise<readonly Problem[]> {
    const kinds = new Map<string, FileKind>()
    for (const file of files) {
      const kind = await this.#read(file, () => kindOf(file))
      if (kind) kinds.set(file, kind)
    }
    const of = (wanted: FileKind) => files.filter((file) => kinds.get(file) === wanted)
    const environments = new Map<string, EnvConfig>()
    const catalogs = new Map<string, WorkflowCatalog>()
    for (const file of of('env')) {
      const env = await this.#load(file, () => this.#loader.loadEnv(file, this.#overlay()))
      if (env) environments.set(dirname(file), env)
    }
    for (const file of of('catalog')) {
      const catalog = await this.#load(file, () => this.#loader.loadCatalog(file))
      if (catalog) catalogs.set(dirname(file), catalog)
    }
    for (const file of of('patches')) await this.#load(file, () => this.#loader.loadPatches(file))
    for (const file of of('app')) await this.#checkApp(file)
    for (const file of of('plan')) {
      const folder = dirname(file)
      const env =
        environments.get(folder) ??
        (await this.#beside(join(folder, settingsName), (path) => this.#loader.loadEnv(path, this.#overlay())))
      const catalog =
        catalogs.get(folder) ??
        (await this.#beside(join(folder, catalogName), (path) => this.#loader.loadCatalog(path)))
      const apps = catalog ? await this.#openApps(catalog, { env, folder }) : new Map<string, DslDocument>()
      const promptsOf = (id: string) => apps.get(id)?.prompts
      const against = { ...(env ? { env } : {}), ...(catalog ? { catalog } : {}), promptsOf }
      await this.#load(file, () => this.#loader.loadTestPlan(file, against))
    }
    return this.#problems
  }

  /** A file that a plan belongs to but that is not being checked: used when it is there and valid. */
  async #beside<Value>(path: string, load: (path: string) => Promise<{ value: Value }>): Promise<Value | undefined> {
    if (!existsSync(path)) return undefined
    return load(path).then(
      ({ value }) => value,
      () => undefined,
    )
  }

  #overlay(): { env?: string } {
    return this.#options.env === undefined ? {} : { env: this.#options.env }
  }

  async #load<Value>(file: string, load: () => Promise<Loaded<Value>>): Promise<Value | undefined> {
    const loaded = await this.#read(file, load)
    this.#problems.push(...(loaded?.warnings ?? []))
    return loaded?.value
  }

  /** Turns what is wrong with a file into problems, so that the other files are checked as well. */
  async #read<Result>(file: string, read: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await read()
    } catch (error) {
      if (error instanceof ConfigError) this.#problems.push(...error.problems)
      else if (error instanceof Error && exitCodeOf(error) === exitCode.usage)
        this.#report({ file, message: error.message })
      else throw error
      return undefined
    }
  }

  async #openApps(
    catalog: WorkflowCatalog,
    { env, folder }: { env: EnvConfig | undefined; folder: string },
  ): Promise<Map<string, DslDocument>> {
    const apps = new Map<string, DslDocument>()
    for (const { id, dsl_path } of catalog.workflows) {
      const path = resolve(folder, env?.io_paths.workflow_dsl ?? '.', dsl_path)
      const app = existsSync(path)
        ? await this.#checkApp(path, id)
        : this.#report({ file: path, message: `the app file of workflow "${id}" is not there` })
      if (app) apps.set(id, app)
    }
    return apps
  }

  async #checkApp(file: string, workflowId = basename(file)): Promise<DslDocument | undefined> {
    const text = await this.#read(file, () => readText(file))
    if (text === undefined) return undefined
    try {
      const document = parseDsl(text, { workflowId })
      const findings = document.findings.map(({ severity, line, column, message }) => ({
        severity,
        file,
        line,
        column,
        message,
      }))
      this.#problems.push(...findings)
      return document
    } catch (error) {
      if (!isDslError(error)) throw error
      return this.#report({ file, message: error.message, ...error.context })
    }
  }

  #report(problem: Omit<AppProblem, 'severity'>): undefined {
    this.#problems.push({ severity: 'error', ...problem })
  }
}

function format(problem: Problem): string {
  if ('source_line' in problem && 'caret' in problem) return formatProblem(problem)
  const { file, line, column, severity, message } = problem
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`
  return `${place} ${severity}: ${message}`
}

function summary(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  return `${errors} error${errors === 1 ? '' : 's'}${warnings === 0 ? '' : `, ${warnings} warning${warnings === 1 ? '' : 's'}`}`
}
