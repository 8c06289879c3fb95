import { mkdir } from 'node:fs/promises'
import { attempt } from './attempt.ts'
import { DirectoryError } from './errors.ts'
import { isDirectory } from './is-directory.ts'
import { isErrno } from './is-errno.ts'

/** Only its owner may look into a store: prompts can be secrets. */
export const directoryMode = 0o700

/**
 * Makes a directory inside the store, unless it is there. Its parent is not synced.
 * @throws {@link DirectoryError} when something else is there, a symbolic link above all: what is written
 * through it would land outside the store.
 */
export async function makeDirectory(path: string): Promise<void> {
  await attempt({ what: 'Cannot make a directory', path, failure: DirectoryError }, async () => {
    try {
      await mkdir(path, directoryMode)
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error
      await isDirectory(path)
    }
  })
}
