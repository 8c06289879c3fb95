import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { attempt } from './attempt.ts'
import { DirectoryError } from './errors.ts'
import { isErrno } from './is-errno.ts'

/** Lists what is in a directory; nothing when there is no such directory. */
export async function listDirectory(path: string): Promise<Dirent[]> {
  return attempt({ what: 'Cannot list a directory', path, failure: DirectoryError }, async () => {
    try {
      return await readdir(path, { withFileTypes: true })
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return []
      throw error
    }
  })
}
