import { lstat, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { attempt } from './attempt.ts'
import { DirectoryError } from './errors.ts'
import { isErrno } from './is-errno.ts'
import { syncDirectory } from './sync-directory.ts'

/** Only its owner may look into a store: prompts can be secrets. */
const mode = 0o700

/**
 * Makes a directory inside the store, unless it is there. Its parent is not synced.
 * @throws {@link DirectoryError} when something else is there, a symbolic link above all: what is written
 * through it would land outside the store.
 */
export async function makeDirectory(path: string): Promise<void> {
  await attempt({ what: 'Cannot make a directory', path, failure: DirectoryError }, async () => {
    try {
      await mkdir(path, mode)
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error
      await isDirectory(path)
    }
  })
}

/**
 * Tells whether a directory inside the store exists.
 * @throws {@link DirectoryError} when something else is there.
 */
export async function isDirectory(path: string): Promise<boolean> {
  return attempt({ what: 'Cannot look at a directory', path, failure: DirectoryError }, async () => {
    const stats = await lstat(path).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT')) return undefined
      throw error
    })
    if (stats !== undefined && !stats.isDirectory()) {
      throw new DirectoryError({ what: 'Cannot use a directory', path, why: 'something else is at its place' })
    }
    return stats !== undefined
  })
}

/**
 * Makes the storage directory and what is missing above it, durably. Here symbolic links are followed: where the store
 * lies is the user's choice.
 * @param isDurable whether an earlier call has come to its end, so that only what this one makes needs syncing.
 */
export async function makeStorageDirectory(
  storageDir: string,
  { isDurable }: { readonly isDurable: boolean },
): Promise<void> {
  await attempt({ what: 'Cannot make the storage directory', path: storageDir, failure: DirectoryError }, async () => {
    const firstMade = await mkdir(storageDir, { recursive: true, mode })
    if (firstMade === undefined && isDurable) return
    // The parent even when the directory was there: another process that made it may not have synced it yet.
    const last = dirname(firstMade ?? storageDir)
    for (let path = dirname(storageDir); ; path = dirname(path)) {
      await syncForeignDirectory(path)
      if (path === last || path === dirname(path)) return
    }
  })
}

/** Others' directories may be usable without being readable, and then cannot be synced by us. */
async function syncForeignDirectory(path: string): Promise<void> {
  try {
    await syncDirectory(path)
  } catch (error) {
    if (!isErrno(error, 'EACCES', 'EPERM')) throw error
  }
}
