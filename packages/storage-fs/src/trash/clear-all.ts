import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DeleteFailedError } from '../errors.ts'
import { listDirectory, makeDirectories } from '../files/directories.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'
import { statFile } from '../files/stat-file.ts'
import { promptDirectories } from '../layout/prompt-directories.ts'
import { versionOfFileName } from '../layout/version-file-name.ts'
import { withMaintenanceLock } from '../maintain/maintenance-lock.ts'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'

/**
 * Empties the store; the whole way of `clearAll`. Whole directories move to `.trash/cleared,<ms>,<random>`, tombstones
 * of single versions with them, so that every number is free again.
 */
export async function clearAll(store: OpenStore): Promise<void> {
  if (!(await store.open())) return
  await store.openForWriting()
  // A batch that is still being finished would bring its versions back after a power cut.
  await store.settled()
  await withMaintenanceLock(store, 'clear the store', async () => clearUnderLock(store))
}

/** Empties the store for whoever holds the maintenance lock. */
export async function clearUnderLock(store: OpenStore): Promise<void> {
  const { queue, durability } = await store.openForWriting()
  const { files, layout, directories, reader, options } = store
  const place = join(layout.trash, `cleared,${options.now()},${randomBytes(4).toString('hex')}`)
  try {
    makeDirectories(files, join(place, 'deleted'), layout.root)
    const touched = new Set([place, join(place, 'deleted'), layout.trash])
    for (const { name, path, parent } of promptDirectories(store)) {
      if (!isPrompt(store, path)) continue
      move(store, path, join(place, name))
      touched.add(parent)
    }
    for (const name of listDirectory(files, layout.trash)) {
      if (!name.startsWith('cleared,')) move(store, join(layout.trash, name), join(place, 'deleted', name))
    }
    if (durability !== 'none') await directories.flush(touched)
  } catch (error) {
    if (isErrno(error)) queue.fail(error)
    throw toFileError(error, { what: 'Cannot clear the store', path: layout.root, failure: DeleteFailedError })
  } finally {
    reader.clear()
  }
  appendAudit(store, [{ action: 'clear' }])
}

/** What only has a name like a prompt's stays. */
function isPrompt({ files }: OpenStore, path: string): boolean {
  if (!statFile(files, path)?.isDirectory()) return false
  const ours = new Set(['.labels', '.archive'])
  return listDirectory(files, path).some((name) => ours.has(name) || versionOfFileName(name) !== undefined)
}

function move({ files }: OpenStore, from: string, to: string): void {
  try {
    files.rename(from, to)
  } catch (error) {
    // Somebody else clears too.
    if (!isErrno(error, 'ENOENT')) throw error
  }
}
