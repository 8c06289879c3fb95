import { lstat } from 'node:fs/promises'
import { attempt } from './attempt.ts'
import { DirectoryError } from './errors.ts'
import { isErrno } from './is-errno.ts'

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
