/**
 * Puts a backup back. What is in the store is never overwritten: a store that is not empty is refused, or, with
 * `replace`, moved to the trash first.
 *
 * A copy of the backup's manifest stays in the store until the restoration is complete, so that one that was interrupted
 * is finished by restoring again.
 */
import { join, resolve } from 'node:path'
import { BackupError } from '../errors.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'
import { promptDirectories } from '../layout/prompt-directories.ts'
import { StoreLayout } from '../layout/store-layout.ts'
import { withMaintenanceLock } from '../maintain/maintenance-lock.ts'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { clearUnderLock } from '../trash/clear-all.ts'
import { type BackupManifest, manifestName, readCompleteManifest, readManifest } from './backup-manifest.ts'
import { type BackupOptions, contains, type TransferReport } from './backup-store.ts'
import { BulkFlush } from './bulk-flush.ts'
import { copyFile, removeIfThere } from './copy-file.ts'
import { copyPrompt, type CopyCounts } from './copy-prompt.ts'

export interface RestoreOptions extends Pick<BackupOptions, 'signal' | 'onProgress'> {
  /** Whether what is in the store goes to the trash first. Default: false, and a store that is not empty is refused. */
  readonly replace?: boolean
}

/** Where a restoration that is under way keeps the manifest of its backup. */
const markName = '.restoring.json'

/** Restores a backup; the whole way of `restore`. */
export async function restoreStore(
  store: OpenStore,
  folder: string,
  options: RestoreOptions = {},
): Promise<TransferReport> {
  const source = resolve(folder)
  const { files, layout } = store
  const failure = { what: 'Cannot restore', path: source }
  if (contains(layout.root, source) || contains(source, layout.root)) {
    throw new BackupError({ ...failure, why: 'a backup cannot lie in its store, nor a store in its backup' })
  }
  const manifest = readCompleteManifest(files, source)
  store.wishShardDepth(manifest.shard_depth)
  await store.openForWriting()
  if (layout.shardDepth !== manifest.shard_depth) {
    const why = `the backup has a shard depth of ${manifest.shard_depth}, the store of ${layout.shardDepth}; convert the store`
    throw new BackupError({ ...failure, why })
  }
  await store.settled()
  return withMaintenanceLock(store, 'restore a backup', async (stillHeld) => {
    try {
      await prepare(store, source, manifest, options)
      const report = await copyPrompts(store, source, { ...options, stillHeld })
      removeIfThere(files, join(layout.root, markName))
      await files.flushDirectory(layout.root)
      appendAudit(store, [{ action: 'restore', ...report }])
      return report
    } catch (error) {
      throw isErrno(error) ? toFileError(error, { ...failure, failure: BackupError }) : error
    } finally {
      store.reader.clear()
    }
  })
}

async function prepare(
  store: OpenStore,
  source: string,
  manifest: BackupManifest,
  { replace = false }: RestoreOptions,
): Promise<void> {
  const { files, layout } = store
  const mark = join(layout.root, markName)
  const begun = readManifest(files, mark)
  const isContinued = begun?.store_id === manifest.store_id && begun.finished_at === manifest.finished_at
  if (!isContinued && !(await isEmpty(store))) {
    if (!replace) {
      const why =
        'the store is not empty; restore into another, or with replace, which moves what is there to the trash'
      throw new BackupError({ what: 'Cannot restore', path: layout.root, why })
    }
    await clearUnderLock(store)
  }
  const flushes = new BulkFlush({ files, top: layout.root, isDurable: true })
  await copyFile(join(source, manifestName), mark, { files, top: layout.root, flushes })
  await flushes.flush()
}

async function isEmpty(store: OpenStore): Promise<boolean> {
  for await (const _ of store.index.walk()) return false
  return true
}

async function copyPrompts(
  { files, layout, durability }: OpenStore,
  source: string,
  { signal, onProgress, stillHeld }: RestoreOptions & { readonly stillHeld: () => void },
): Promise<TransferReport> {
  const from = new StoreLayout(source)
  from.shardDepth = layout.shardDepth
  const counts: CopyCounts = { versions: 0, copied: 0, same: 0, bytes: 0, damaged: [] }
  const directories = [...promptDirectories({ files, layout: from })]
  const flushes = new BulkFlush({ files, top: layout.root, isDurable: durability !== 'none' })
  let prompts = 0
  for (const { path } of directories) {
    signal?.throwIfAborted()
    stillHeld()
    await copyPrompt(path, { files, top: layout.root, source, flushes, isUnacknowledged: () => false }, counts)
    prompts += 1
    onProgress?.({ prompts, totalPrompts: directories.length, versions: counts.versions })
  }
  await flushes.flush()
  return { ...counts, prompts, folder: source }
}
