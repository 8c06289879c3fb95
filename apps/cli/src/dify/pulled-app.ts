/**
 * What is remembered of an app that was pulled, beside its file: `.autoopt/dify/<app id>/` holds `base.json`, the file as it was
 * pulled or pushed last (`base.yml`), and what each push has replaced (`snapshots/`).
 */
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { UsageError } from '../exit-code.ts'
import { makeFolder } from '../files/make-folder.ts'
import { writeText } from '../files/write-text.ts'

const pulledAppSchema = z.looseObject({
  format: z.literal(1),
  app_id: z.string(),
  base_url: z.string(),
  /** Name of the app file, beside the folder `.autoopt`. */
  file: z.string(),
  mode: z.string(),
  /** Of the draft; `null` for apps without a graph. */
  hash: z.string().nullable(),
  pulled_at: z.iso.datetime(),
})
export type PulledApp = z.infer<typeof pulledAppSchema>

/** What is remembered of an app, whatever its file is called. */
type PulledFacts = Pick<PulledApp, 'app_id' | 'base_url' | 'mode' | 'hash' | 'pulled_at'>

/** A pulled app with the text that it had. */
export interface PulledBase {
  readonly record: PulledApp
  readonly text: string
  readonly folder: string
}

const rootOf = (file: string): string => join(dirname(resolve(file)), '.autoopt', 'dify')

/** Remembers what the server has now. */
export async function rememberPulled(file: string, record: PulledFacts, text: string): Promise<void> {
  const folder = join(rootOf(file), record.app_id)
  await makeFolder(folder)
  await writeText(join(folder, 'base.yml'), text)
  await writeText(
    join(folder, 'base.json'),
    `${JSON.stringify({ format: 1, file: basename(file), ...record }, null, 2)}\n`,
  )
}

/** What was pulled into a file; undefined when nothing was. */
export async function findPulled(file: string): Promise<PulledBase | undefined> {
  const root = rootOf(file)
  if (!existsSync(root)) return undefined
  for (const appId of await readdir(root)) {
    const folder = join(root, appId)
    const record = await readRecord(join(folder, 'base.json'))
    if (record?.file !== basename(file)) continue
    return { record, folder, text: await readFile(join(folder, 'base.yml'), 'utf8') }
  }
  return undefined
}

/** Keeps what a push is about to replace. @returns its path. */
export async function keepSnapshot({ folder }: PulledBase, text: string): Promise<string> {
  await makeFolder(join(folder, 'snapshots'))
  const path = join(folder, 'snapshots', `${new Date().toISOString().replaceAll(/[:.]/g, '-')}.yml`)
  await writeText(path, text)
  return path
}

/** The snapshot of the last push; undefined when there is none. */
export async function lastSnapshot({ folder }: PulledBase): Promise<{ path: string; text: string } | undefined> {
  const snapshots = join(folder, 'snapshots')
  const name = existsSync(snapshots)
    ? (await readdir(snapshots))
        .filter((one) => one.endsWith('.yml'))
        .toSorted()
        .at(-1)
    : undefined
  return name === undefined
    ? undefined
    : { path: join(snapshots, name), text: await readFile(join(snapshots, name), 'utf8') }
}

async function readRecord(path: string): Promise<PulledApp | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return pulledAppSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new UsageError(`${path} cannot be used. Pull the app again.`, { cause: error })
  }
}
