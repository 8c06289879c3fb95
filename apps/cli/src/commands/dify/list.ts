import type { App } from '@autoopt/dify-client'
import { type DifyOptions, openDify } from '../../dify/open-dify.ts'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { excerpt, formatTable, print, printJson } from '../../terminal/print.ts'

export interface ListOptions extends DifyOptions {
  readonly name?: string
  readonly mode?: string
}

/** Lists the apps of the workspace. */
export async function list({ name, mode, ...options }: ListOptions): Promise<ExitCode> {
  const { client } = await openDify(options)
  const apps: App[] = []
  const filter = { ...(name !== undefined && { name }), ...(mode !== undefined && { mode }) }
  for await (const app of client.console.apps.list(filter)) apps.push(app)
  if (options.json)
    printJson({ apps: apps.map(({ id, name: label, mode: kind }) => ({ id, name: label, mode: kind })) })
  else if (apps.length === 0) print('No apps.')
  else
    print(
      formatTable(
        ['ID', 'MODE', 'NAME'],
        apps.map((app) => [app.id, app.mode, excerpt(app.name)]),
      ),
    )
  return exitCode.fine
}
