import { basename, dirname } from 'node:path'
import { type DifyClient, DifyImportError } from '@autoopt/dify-client'
import type { DslDocument } from '@autoopt/dsl'
import { type DifyOptions, openDify } from '../../dify/open-dify.ts'
import { findPulled, rememberPulled } from '../../dify/pulled-app.ts'
import { writeCatalogEntry } from '../../dify/write-catalog-entry.ts'
import { exitCode, type ExitCode, UsageError } from '../../exit-code.ts'
import { openApp } from '../../files/open-app.ts'
import { invocation } from '../../terminal/invocation.ts'
import { print, printJson, tell } from '../../terminal/print.ts'

export interface CreateOptions extends DifyOptions {
  readonly name?: string
}

/** Makes a new app of a file; from then on the file can be pushed to it. */
export async function create(file: string, { name, ...options }: CreateOptions): Promise<ExitCode> {
  const known = await findPulled(file)
  if (known !== undefined)
    throw new UsageError(
      `${file} is of the app ${known.record.app_id} at ${known.record.base_url}. Push it there: ${invocation()} dify push ${file}. For another app, copy it under another name first.`,
    )
  const document = await openApp(file)
  const { client, config } = await openDify(options)
  const id = await importApp(client, document, name ?? document.app_name)
  await remember(client, { file, document, appId: id, baseUrl: config.base_url })
  const missing = (await client.console.apps.missingDependencies(id)).map(({ value }) => JSON.stringify(value))
  const secrets = emptySecrets(document)
  const created = {
    app_id: id,
    name: name ?? document.app_name,
    file,
    missing_plugins: missing,
    empty_secrets: secrets,
  }
  if (options.json) printJson(created)
  else print(`Made the app "${created.name}" (${id}) of ${file}. It is a draft: ${invocation()} dify publish ${id}`)
  if (missing.length > 0) tell(`It needs plugins that the workspace lacks: ${missing.join(', ')}. Install them.`)
  if (secrets.length > 0) tell(`App files hold no secrets. Set these in its studio: ${secrets.join(', ')}.`)
  return exitCode.fine
}

/** @throws {@link DifyImportError} when the server does not take the file. */
async function importApp({ console: { apps } }: DifyClient, { source }: DslDocument, name: string): Promise<string> {
  let result = await apps.import(source, { name })
  // The server warns of a format that is newer than its own.
  if (result.status === 'pending') result = await apps.confirmImport(result.id)
  if (result.app_id != null) return result.app_id
  throw new DifyImportError(`Dify made no app of the file: ${result.error ?? result.status}.`)
}

interface Created {
  readonly file: string
  readonly document: DslDocument
  readonly appId: string
  readonly baseUrl: string
}

/** As if the app had been pulled into the file. */
async function remember({ console }: DifyClient, { file, document, appId, baseUrl }: Created): Promise<void> {
  const hasGraph = document.graph !== undefined
  const hash = hasGraph ? (await console.workflows.draft(appId)).hash : null
  const pulled_at = new Date().toISOString()
  const record = { app_id: appId, base_url: baseUrl, mode: document.mode, hash, pulled_at }
  await rememberPulled(file, record, hasGraph ? document.source : await console.apps.export(appId))
  await writeCatalogEntry(dirname(file), { document, appId, fileName: basename(file) })
}

function emptySecrets(document: DslDocument): string[] {
  const variables = document.valueAt('/workflow/environment_variables')
  if (!Array.isArray(variables)) return []
  return (variables as readonly Readonly<Record<string, unknown>>[]).flatMap(({ value_type, value, name }) =>
    value_type === 'secret' && value === '' ? [String(name)] : [],
  )
}
