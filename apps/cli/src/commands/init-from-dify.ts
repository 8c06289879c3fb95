import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseCount } from '../arguments/parse-count.ts'
import { casesFromLogs, type ProposedCase } from '../dify/cases-from-logs.ts'
import { findApp } from '../dify/find-app.ts'
import { type DifyOptions, openDify } from '../dify/open-dify.ts'
import { withService } from '../dify/with-service.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { openApp } from '../files/open-app.ts'
import { writeText } from '../files/write-text.ts'
import { environmentText, planText, schemaFolder, writeSchemas } from '../init/config-texts.ts'
import { invocation } from '../terminal/invocation.ts'
import { print, printJson, tell } from '../terminal/print.ts'
import { pullApp } from './dify/pull.ts'

export interface InitFromDifyOptions extends DifyOptions {
  readonly dir: string
  readonly force?: boolean
  /** How many cases to propose from past runs, which are read only when this is given. */
  readonly casesFromLogs?: string
}

/** Pulls an app and writes the configuration files for it that are not there yet, with cases from past runs where that is wanted. */
export async function initFromDify(
  idOrName: string,
  { dir, force, casesFromLogs: wanted, ...options }: InitFromDifyOptions,
): Promise<ExitCode> {
  const count = wanted === undefined ? 0 : parseCount('--cases-from-logs', wanted, { min: 1, max: 1000 })
  const dify = await openDify(options)
  const app = await findApp(dify.client, idOrName)
  const pulled = await pullApp(dify, app, { dir, force: force === true })
  const cases = count === 0 ? [] : await withService(dify, app.id, async (service) => casesFromLogs(service, count))
  const workflow_id = pulled.file.replace(/^.*[\\/]|\.yml$/g, '')
  const document = await openApp(pulled.file, { workflowId: workflow_id })
  await writeSchemas(dir)
  const files = {
    'env_config.yaml': environmentText(dify.config.base_url),
    'test_plan.yaml': cases.length === 0 ? planText(document) : planText(document, casesText(cases)),
  }
  const written = [pulled.file, join(dir, 'workflow_catalog.yaml')]
  const kept: string[] = []
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name)
    if (existsSync(path)) kept.push(path)
    else {
      await writeText(path, text)
      written.push(path)
    }
  }
  if (options.json) printJson({ workflow_id, written, kept, cases: cases.length, schemas: join(dir, schemaFolder) })
  else report({ written, kept, cases: cases.length, wanted: count })
  return exitCode.fine
}

/** JSON is YAML: one case a line. Past outputs are what the app said, not what is right. */
function casesText(cases: readonly ProposedCase[]): string {
  const lines = cases.map((one) => `      - ${JSON.stringify({ ...one, assertions: [] })}\n`)
  return `      # From past runs. What they gave is kept as expected_outputs: read it, correct it, and add assertions.\n${lines.join('')}`
}

interface Outcome {
  readonly written: readonly string[]
  readonly kept: readonly string[]
  readonly cases: number
  readonly wanted: number
}

function report({ written, kept, cases, wanted }: Outcome): void {
  for (const path of written) print(`wrote ${path}`)
  for (const path of kept) print(`kept  ${path}, which was there already`)
  if (wanted > 0) tell(`${cases} cases proposed from past runs; e-mail addresses, keys and long numbers are masked.`)
  else tell('To propose cases from past runs of the app: --cases-from-logs 20. It reads what people have entered.')
  tell(`\nNext: ${invocation()} validate`)
}
