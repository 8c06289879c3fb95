import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '@autoopt/dify-client'
import { parseDsl } from '@autoopt/dsl'
import { fileNameOf } from '../../dify/file-name-of.ts'
import { findApp } from '../../dify/find-app.ts'
import { type DifyOptions, type OpenDify, openDify } from '../../dify/open-dify.ts'
import { findPulled, rememberPulled } from '../../dify/pulled-app.ts'
import { writeCatalogEntry } from '../../dify/write-catalog-entry.ts'
import { exitCode, type ExitCode, UsageError } from '../../exit-code.ts'
import { makeFolder } from '../../files/make-folder.ts'
import { readText } from '../../files/read-text.ts'
import { replaceText, writeText } from '../../files/write-text.ts'
import { print, printJson } from '../../terminal/print.ts'

export interface PullOptions extends DifyOptions {
  readonly dir: string
  readonly force?: boolean
}

interface Pulled {
  readonly app_id: string
  readonly name: string
  readonly file: string
  readonly prompts: number
  readonly backup?: string
}

/** Writes the app files of apps, and their entries in the catalog. */
export async function pull(idsOrNames: readonly string[], { dir, force, ...options }: PullOptions): Promise<ExitCode> {
  const dify = await openDify(options)
  const pulled: Pulled[] = []
  for (const idOrName of idsOrNames) {
    const one = await pullApp(dify, await findApp(dify.client, idOrName), { dir, force: force === true })
    pulled.push(one)
    if (!options.json) print(`wrote ${one.file}: ${one.prompts} prompts of "${one.name}"`)
  }
  if (options.json) printJson({ pulled })
  return exitCode.fine
}

/** Pulls one app into a folder. */
export async function pullApp(
  { client, config }: OpenDify,
  app: App,
  { dir, force }: { readonly dir: string; readonly force: boolean },
): Promise<Pulled> {
  // The hash first: a change between the two calls is then a conflict at the next push, and not lost.
  const hasGraph = app.mode === 'workflow' || app.mode === 'advanced-chat'
  const hash = hasGraph ? (await client.console.workflows.draft(app.id)).hash : null
  const text = await client.console.apps.export(app.id)
  const file = join(dir, `${fileNameOf(app.name)}.yml`)
  await requireUntouched(file, app, force)
  await makeFolder(dir)
  const backup =
    force && existsSync(file) && (await readText(file)) !== text ? await replaceText(file, text) : undefined
  if (backup === undefined) await writeText(file, text)
  const record = {
    app_id: app.id,
    base_url: config.base_url,
    mode: app.mode,
    hash,
    pulled_at: new Date().toISOString(),
    ...(await snapshotOf(file, { app, hash, text })),
  }
  await rememberPulled(file, record, text)
  const document = parseDsl(text, { workflowId: fileNameOf(app.name) })
  await writeCatalogEntry(dir, { document, appId: app.id, fileName: `${fileNameOf(app.name)}.yml` })
  return {
    app_id: app.id,
    name: app.name,
    file,
    prompts: document.prompts.length,
    ...(backup !== undefined && { backup }),
  }
}

/** A push can be undone as long as the server has what was pushed. */
async function snapshotOf(
  file: string,
  { app, hash, text }: { readonly app: App; readonly hash: string | null; readonly text: string },
): Promise<{ readonly snapshot?: string }> {
  const known = await findPulled(file)
  if (known?.record.snapshot === undefined || known.record.app_id !== app.id) return {}
  const isSame = hash === null ? known.text === text : known.record.hash === hash
  return isSame ? { snapshot: known.record.snapshot } : {}
}

/** @throws {@link UsageError} when pulling would take away what somebody wrote. */
async function requireUntouched(file: string, app: App, force: boolean): Promise<void> {
  if (force || !existsSync(file)) return
  const known = await findPulled(file)
  if (known === undefined || known.record.app_id !== app.id)
    throw new UsageError(
      `${file} is there already, and is not of this app. Give another --dir, or --force (a backup is kept).`,
    )
  if ((await readText(file)) !== known.text)
    throw new UsageError(`${file} was changed since it was pulled. Push it first, or give --force (a backup is kept).`)
}
