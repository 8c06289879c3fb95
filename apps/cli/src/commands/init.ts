import { existsSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { openApp } from '../files/open-app.ts'
import { replaceText, writeText } from '../files/write-text.ts'
import { catalogText, environmentText, planText, schemaFolder, writeSchemas } from '../init/config-texts.ts'
import { invocation } from '../terminal/invocation.ts'
import { print, printJson, tell } from '../terminal/print.ts'

export interface InitOptions {
  readonly dir: string
  readonly force?: boolean
  readonly json?: boolean
}

/** Writes the three configuration files for an app file, ready to validate, and the JSON Schemas for editors. */
export async function init(app: string, { dir, force, json }: InitOptions): Promise<ExitCode> {
  const document = await openApp(app)
  const dslPath = relative(resolve(dir), resolve(app)).split(sep).join('/')
  const files: Record<string, string> = {
    'env_config.yaml': environmentText(),
    'workflow_catalog.yaml': catalogText(document, dslPath),
    'test_plan.yaml': planText(document),
  }
  const taken = Object.keys(files).filter((name) => existsSync(join(dir, name)))
  if (taken.length > 0 && !force) {
    throw new UsageError(
      `${taken.map((name) => join(dir, name)).join(', ')} already there. Give --force to replace them (backups are kept), or another --dir.`,
    )
  }

  await writeSchemas(dir)
  const backups: string[] = []
  for (const [name, text] of Object.entries(files)) {
    if (taken.includes(name)) backups.push(await replaceText(join(dir, name), text))
    else await writeText(join(dir, name), text)
  }

  const written = Object.keys(files).map((name) => join(dir, name))
  if (json) printJson({ workflow_id: document.workflow_id, written, backups, schemas: join(dir, schemaFolder) })
  else {
    for (const path of written) print(`wrote ${path}`)
    for (const path of backups) print(`kept  ${path}`)
    print(`wrote ${join(dir, schemaFolder)}, which editors complete and check with`)
    tell(`\nNext: ${invocation()} validate${dir === '.' ? '' : ` ${written.join(' ')}`}`)
  }
  return exitCode.fine
}
