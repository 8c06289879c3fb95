/**
 * Copies a store into a folder that is a store itself, while others go on writing. Each version is in the copy whole or
 * not at all, each label points at a version that is there, and what was acknowledged before the backup began is in it.
 *
 * Versions never change, so that what the folder has already is not copied again. The manifest says that the backup is
 * complete only when it is; one that was interrupted is finished by making it again.
 */
import { join, relative, resolve, sep } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { BackupError } from '../errors.ts'
import { listDirectory } from '../files/directories.ts'
import { flushFile } from '../files/flush-file.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'
import { writeAll } from '../files/write-all.ts'
import { statFile } from '../files/stat-file.ts'
import { currentFormat, formatMetadata, readMetadata } from '../layout/metadata-file.ts'
import { promptDirectories } from '../layout/prompt-directories.ts'
import type { OpenStore } from '../open-store.ts'
import { type BackupManifest, formatManifest, manifestName, readManifest } from './backup-manifest.ts'
import { BulkFlush } from './bulk-flush.ts'
import { copyPrompt, type CopyCounts } from './copy-prompt.ts'

export interface BackupOptions {
  /** Whether the folder may hold an earlier backup of the same store, which is brought up to date. Default: false. */
  readonly incremental?: boolean
  readonly signal?: AbortSignal
  /** Called after each prompt. */
  readonly onProgress?: (progress: TransferProgress) => void
}

/** How far a backup or a restoration has come. */
export interface TransferProgress {
  readonly prompts: number
  readonly totalPrompts: number
  readonly versions: number
}

/** What a backup or a restoration did. */
export interface TransferReport extends CopyCounts {
  readonly prompts: number
  /** Absolute. */
  readonly folder: string
}

/** Backs up a store; the whole way of `backup`. */
export async function backupStore(
  store: OpenStore,
  folder: string,
  options: BackupOptions = {},
): Promise<TransferReport> {
  const { layout, files } = store
  const top = resolve(folder)
  const failure = { what: 'Cannot back up', path: top }
  if (contains(layout.root, top) || contains(top, layout.root)) {
    throw new BackupError({ ...failure, why: 'a backup cannot lie in its store, nor a store in its backup' })
  }
  if (!(await store.open())) throw new BackupError({ ...failure, why: `there is no store at ${layout.root}` })
  try {
    const manifest = begin(store, top, options)
    const report = await copyPrompts(store, top, options)
    const { prompts, versions } = report
    const finished_at = new Date(store.options.now()).toISOString()
    await replace(store, join(top, manifestName), formatManifest({ ...manifest, finished_at, prompts, versions }))
    await files.flushDirectory(top)
    return report
  } catch (error) {
    throw isErrno(error) ? toFileError(error, { ...failure, failure: BackupError }) : error
  }
}

/** @returns the manifest of a backup that has begun. */
function begin(store: OpenStore, top: string, { incremental = false }: BackupOptions): BackupManifest {
  const { files, layout, options } = store
  const metadata = readMetadata(files, layout.metadata)
  const storeId = metadata?.store_id ?? ''
  const failure = { what: 'Cannot back up', path: top }
  const earlier = readManifest(files, join(top, manifestName))
  if (earlier && earlier.store_id !== storeId) {
    throw new BackupError({ ...failure, why: 'it holds a backup of another store' })
  }
  if (earlier && earlier.shard_depth !== layout.shardDepth) {
    throw new BackupError({ ...failure, why: 'the store has other shards than when the backup was made' })
  }
  if (earlier ? earlier.finished_at !== null && !incremental : listDirectory(files, top).length > 0) {
    const why = earlier ? 'it holds a backup already; bring it up to date with incremental' : 'the folder is not empty'
    throw new BackupError({ ...failure, why })
  }
  for (const path of missing(store, top)) files.makeDirectory(path)
  const now = new Date(options.now()).toISOString()
  const manifest: BackupManifest = {
    format: 1,
    store_id: storeId,
    shard_depth: layout.shardDepth,
    started_at: now,
    finished_at: null,
    prompts: 0,
    versions: 0,
  }
  writeNew(store, join(top, manifestName), formatManifest(manifest))
  const described = {
    format: currentFormat,
    store_id: storeId,
    created_at: now,
    ...metadata,
    shard_depth: layout.shardDepth,
  }
  writeNew(store, join(top, '.metadata.json'), formatMetadata(described))
  return manifest
}

async function copyPrompts(
  store: OpenStore,
  top: string,
  { signal, onProgress }: BackupOptions,
): Promise<TransferReport> {
  const { files, layout, unacknowledged, durability } = store
  const counts: CopyCounts = { versions: 0, copied: 0, same: 0, bytes: 0, damaged: [] }
  const directories = [...promptDirectories(store)].filter(({ path }) => statFile(files, path)?.isDirectory())
  const flushes = new BulkFlush({ files, top, isDurable: durability !== 'none' })
  let prompts = 0
  for (const { path } of directories) {
    signal?.throwIfAborted()
    if (prompts % 16 === 15) await untilNextTurn()
    const isUnacknowledged = (file: string): boolean =>
      unacknowledged.below(path).some(({ target, batch }) => target === file && batch !== 'committed')
    await copyPrompt(path, { files, top, source: layout.root, flushes, isUnacknowledged }, counts)
    prompts += 1
    onProgress?.({ prompts, totalPrompts: directories.length, versions: counts.versions })
  }
  await flushes.flush()
  return { ...counts, prompts, folder: top }
}

/** The folders above and including one that are not there, outermost first. */
function missing({ files }: OpenStore, top: string): string[] {
  const paths: string[] = []
  for (let path = top; statFile(files, path) === undefined; path = resolve(path, '..')) paths.unshift(path)
  return paths
}

function writeNew(store: OpenStore, path: string, bytes: Uint8Array): void {
  const { files } = store
  const temporary = `${path}.copying`
  if (statFile(files, temporary)) files.unlink(temporary)
  const descriptor = files.create(temporary)
  try {
    writeAll(files, descriptor, bytes)
  } finally {
    files.close(descriptor)
  }
  files.rename(temporary, path)
}

async function replace(store: OpenStore, path: string, bytes: Uint8Array): Promise<void> {
  writeNew(store, path, bytes)
  await flushFile(store.files, path)
}

/** Tells whether one folder is another or lies in it. */
export function contains(outer: string, inner: string): boolean {
  const path = relative(outer, inner)
  return path === '' || (path !== '..' && !path.startsWith(`..${sep}`) && resolve(path) !== path)
}
