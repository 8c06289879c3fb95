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
import { readText } from '../files/read-text.ts'
import { writeText } from '../files/write-text.ts'
import type { AppContent } from './app-content.ts'

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
  /** Name of the snapshot of what the last push has replaced; none when the server had something else since. */
  snapshot: z.string().optional(),
})
export type PulledApp = z.infer<typeof pulledAppSchema>

/** What is remembered of an app, whatever its file is called. */
type PulledFacts = Pick<PulledApp, 'app_id' | 'base_url' | 'mode' | 'hash' | 'pulled_at' | 'snapshot'>

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
    `${JSON.stringify({ ...record, format: 1, file: basename(file) }, null, 2)}\n`,
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

/** What a push has replaced. */
interface Snapshot {
  readonly text: string
  /** As the server kept it, with what its app file leaves out. */
  readonly content: AppContent
}

/** Keeps what a push is about to replace. @returns the path of the app file. */
export async function keepSnapshot({ folder }: PulledBase, { text, content }: Snapshot): Promise<string> {
  await makeFolder(join(folder, 'snapshots'))
  const path = join(folder, 'snapshots', `${new Date().toISOString().replaceAll(/[:.]/g, '-')}.yml`)
  await writeText(contentPath(path), `${JSON.stringify(content)}\n`)
  await writeText(path, text)
  return path
}

/** What the last push has replaced; undefined when there is none. */
export async function readSnapshot({ folder, record }: PulledBase): Promise<Snapshot | undefined> {
  if (record.snapshot === undefined) return undefined
  const path = join(folder, 'snapshots', record.snapshot)
  const content = JSON.parse(await readText(contentPath(path))) as AppContent
  return { text: await readText(path), content }
}

function contentPath(path: string): string {
  return path.replace(/\.yml$/, '.json')
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
