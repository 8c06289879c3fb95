import { Buffer } from 'node:buffer'
import { basename, join } from 'node:path'
import { promptKey, VersionConflictError } from '@autoopt/storage-core'
import { rewritePacks } from '../archive/rewrite-packs.ts'
import { CorruptVersionError, SaveFailedError } from '../errors.ts'
import { makeDirectories } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'
import { readFile } from '../files/read-file.ts'
import { type Step, toFileError } from '../files/to-file-error.ts'
import { versionPath } from '../layout/store-layout.ts'
import { flushDirectories } from '../maintain/flush-directories.ts'
import { withMaintenanceLock } from '../maintain/maintenance-lock.ts'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { flushFile } from '../files/flush-file.ts'
import { putNew } from '../save/put-new.ts'
import { parseVersionFile } from '../record/version-file.ts'
import { listTombstones, type Tombstone } from './tombstones.ts'

/**
 * Takes a deletion back; the whole way of `restoreDeleted`. Of a number that was deleted more than once the last version
 * comes back, and the others are gone for good.
 * @returns false when the trash has nothing of that number.
 * @throws {@link VersionConflictError} when the number is in use again.
 * @throws {@link CorruptVersionError} when what is in the trash is damaged.
 */
export async function restoreDeleted(store: OpenStore, promptId: string, version: string): Promise<boolean> {
  if (!(await store.open())) return false
  await store.openForWriting()
  return withMaintenanceLock(store, 'restore a deleted version', async () => {
    const directory = store.layout.promptDirectory(promptId)
    const name = basename(directory)
    const tombstones = listTombstones(store.files, store.layout, name).filter((other) => other.version === version)
    const [newest] = tombstones
    if (newest?.deletedAtMs === undefined) return false
    const trash = store.layout.trashOf(name)
    await putInPlace(store, { promptId, version, from: join(trash, newest.name), to: versionPath(directory, version) })
    await remove(store, trash, tombstones)
    appendAudit(store, [{ action: 'restore', prompt_id: promptId, version }])
    return true
  })
}

interface Move {
  readonly promptId: string
  readonly version: string
  readonly from: string
  readonly to: string
}

async function putInPlace(store: OpenStore, move: Move): Promise<void> {
  const { files, layout, reader, index, writer } = store
  const { promptId, from, to } = move
  const step: Step = { what: 'Cannot restore a deleted version', path: to, failure: SaveFailedError }
  refuseDamaged(store, move)
  const directory = layout.promptDirectory(promptId)
  try {
    // What a pack holds of that number was deleted too, and would come back with it.
    await rewritePacks(store, directory)
    if (writer?.durability !== 'none') await flushFile(files, from)
    makeDirectories(files, directory, layout.root)
    // It is the same file when somebody was interrupted here.
    if (!(await putNew(store, { from, to })) && !isSameContent(files, from, to)) throw inUse(move)
  } catch (error) {
    throw toFileError(error, step)
  }
  reader.changed(promptId)
  index.changed()
  await flushDirectories(store, [directory], step)
}

function refuseDamaged({ files }: OpenStore, { promptId, version, from }: Move): void {
  const content = readFile(files, from)
  const record = content && parseVersionFile(content.bytes, from)
  if (record === undefined || (promptKey(record.prompt_id) === promptKey(promptId) && record.version === version))
    return
  const why = `it holds version ${record.version} of prompt ${JSON.stringify(record.prompt_id)}`
  throw new CorruptVersionError({ what: 'Cannot restore a deleted version', path: from, why })
}

function isSameContent(files: FilePort, left: string, right: string): boolean {
  const bytes = readFile(files, left)?.bytes
  const copy = bytes && Buffer.from(bytes)
  return copy !== undefined && readFile(files, right)?.bytes.equals(copy) === true
}

function inUse({ promptId, version }: Move): VersionConflictError {
  return new VersionConflictError({ promptId, version })
}

/** Only those that were there before: a deletion that comes after this has a tombstone of its own. */
async function remove(store: OpenStore, trash: string, tombstones: readonly Tombstone[]): Promise<void> {
  const step: Step = { what: 'Cannot remove a tombstone', path: trash, failure: SaveFailedError }
  for (const { name } of tombstones) {
    try {
      store.files.unlink(join(trash, name))
    } catch (error) {
      if (!isErrno(error, 'ENOENT')) throw toFileError(error, step)
    }
  }
  await flushDirectories(store, [trash], step)
}
