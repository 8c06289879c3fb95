/**
 * Moves the prompts of a store into shards, into others, or out of them.
 *
 * 1. Say so in `.metadata.json`: from here on nobody opens the store but to go on.
 * 2. Make sure that nobody writes: writers that are open have a directory under `.tmp`.
 * 3. Rename each directory that is not where it belongs. Each rename can be done again, so that a conversion that is
 *    interrupted is finished by doing it again.
 * 4. Say in `.metadata.json` that it is done, and remove the shards that are empty.
 */
import { dirname, join } from 'node:path'
import { FormatError, LockError, SaveFailedError } from '../errors.ts'
import { listDirectory, makeDirectories } from '../files/directories.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'
import { isPromptDirectoryName } from '../layout/prompt-directory-name.ts'
import { formatMetadata, readMetadata, type StoreMetadata } from '../layout/metadata-file.ts'
import { isWriterTag } from '../layout/writer-tag.ts'
import { withMaintenanceLock } from '../maintain/maintenance-lock.ts'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { flushFile } from '../files/flush-file.ts'
import { statFile } from '../files/stat-file.ts'
import { replaceFile } from '../save/replace-file.ts'

export interface ConvertOptions {
  /** Hex digits that are to name a shard, 1 to 4; 0 for no shards. */
  readonly shardDepth: number
  /** Whether only to say how many prompts would move. Default: false. */
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { readonly prompts: number; readonly totalPrompts: number }) => void
}

/** What a conversion did. */
export interface ConvertReport {
  readonly prompts: number
  readonly moved: number
  readonly shardDepth: number
}

/**
 * Converts a store; the whole way of `convertSharding`.
 * @throws {@link LockError} when another process has the store open for writing.
 * @throws {@link RangeError} when the depth is none.
 */
export async function convertSharding(
  store: OpenStore,
  { shardDepth, dryRun = false, signal, onProgress }: ConvertOptions,
): Promise<ConvertReport> {
  if (!Number.isInteger(shardDepth) || shardDepth < 0 || shardDepth > 4) {
    throw new RangeError(`A shard depth is a whole number from 0 to 4, not ${shardDepth}.`)
  }
  store.allowConversion()
  if (dryRun) return planConversion(store, shardDepth)
  await store.openForWriting()
  await store.settled()
  return withMaintenanceLock(store, 'convert the store', async (stillHeld) => {
    const { layout } = store
    await describe(store, (metadata) => ({ ...metadata, converting_to: shardDepth }))
    await refuseWriters(store)
    const found = [...everyPrompt(store)]
    const report = { prompts: found.length, moved: 0, shardDepth }
    for (const [index, { name, path }] of found.entries()) {
      signal?.throwIfAborted()
      stillHeld()
      const place = layout.directoryNamed(name, shardDepth)
      if (place !== path && (await move(store, path, place))) report.moved += 1
      onProgress?.({ prompts: index + 1, totalPrompts: found.length })
    }
    await describe(store, (metadata) => ({ ...metadata, converting_to: undefined, shard_depth: shardDepth }))
    removeEmptyShards(store, shardDepth)
    store.reload()
    appendAudit(store, [{ action: 'convert', ...report }])
    return report
  })
}

async function planConversion(store: OpenStore, shardDepth: number): Promise<ConvertReport> {
  const found = (await store.open()) ? [...everyPrompt(store)] : []
  const moving = found.filter(({ name, path }) => store.layout.directoryNamed(name, shardDepth) !== path)
  return { prompts: found.length, moved: moving.length, shardDepth }
}

/** Writes `.metadata.json` anew, durably. */
async function describe(store: OpenStore, change: (metadata: StoreMetadata) => StoreMetadata): Promise<void> {
  const { files, layout } = store
  const metadata = readMetadata(files, layout.metadata)
  if (metadata === undefined)
    throw new FormatError(layout.root, 'it has no metadata', { advice: 'Save a version first' })
  try {
    replaceFile(store, layout.metadata, formatMetadata(change(metadata)))
    await flushFile(files, layout.metadata)
    await files.flushDirectory(layout.root)
  } catch (error) {
    throw toFileError(error, { what: 'Cannot convert the store', path: layout.metadata, failure: SaveFailedError })
  }
}

async function refuseWriters(store: OpenStore): Promise<void> {
  const { files, layout, writer } = store
  const others = listDirectory(files, layout.temporary).filter(
    (name) => isWriterTag(name) && name !== writer?.temporaries.writer,
  )
  if (others.length === 0) return
  await describe(store, (metadata) => ({ ...metadata, converting_to: undefined }))
  const why = `${others.length} other ${others.length === 1 ? 'process has' : 'processes have'} it open for writing (${others.join(', ')})`
  throw new LockError({ what: 'Cannot convert the store', path: layout.root, why })
}

/** The directories of prompts, in shards of whatever depth and out of them. */
function* everyPrompt({ files, layout }: OpenStore): Generator<{ name: string; path: string }> {
  for (const name of listDirectory(files, layout.root)) {
    const path = join(layout.root, name)
    if (name.startsWith('.') || !statFile(files, path)?.isDirectory()) continue
    const children = listDirectory(files, path)
    // The name of a shard may be a prompt's too: what tells is whether the prompts in it belong there.
    const sharded = /^[0-9a-f]{1,4}$/.test(name)
      ? children.filter(
          (child) => isPromptDirectoryName(child) && layout.directoryNamed(child, name.length) === join(path, child),
        )
      : []
    for (const child of sharded) yield { name: child, path: join(path, child) }
    if (sharded.length === 0 && isPromptDirectoryName(name) && children.some(isOurs)) yield { name, path }
  }
}

function isOurs(name: string): boolean {
  return name.endsWith('.json') || name === '.labels' || name === '.archive'
}

/** @returns whether it was moved by this call. */
async function move({ files, layout }: OpenStore, from: string, to: string): Promise<boolean> {
  try {
    makeDirectories(files, dirname(to), layout.root)
    files.rename(from, to)
    await files.flushDirectory(dirname(to))
    await files.flushDirectory(dirname(from))
    if (dirname(to) !== layout.root) await files.flushDirectory(layout.root)
    return true
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false
    throw toFileError(error, { what: 'Cannot convert the store', path: from, failure: SaveFailedError })
  }
}

function removeEmptyShards({ files, layout }: OpenStore, shardDepth: number): void {
  for (const name of listDirectory(files, layout.root)) {
    if (!/^[0-9a-f]{1,4}$/.test(name) || name.length === shardDepth) continue
    try {
      files.removeDirectory(join(layout.root, name))
    } catch (error) {
      // It holds something, or is none.
      if (!isErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ENOENT')) throw error
    }
  }
}
