import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { attempt } from './attempt.ts'
import { DirectoryError } from './errors.ts'
import { isErrno } from './is-errno.ts'
import { directoryMode } from './make-directory.ts'
import { syncDirectory } from './sync-directory.ts'

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
    const firstMade = await mkdir(storageDir, { recursive: true, mode: directoryMode })
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
