import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { DeleteFailedError } from '../errors.ts'
import { makeDirectories } from '../files/directories.ts'
import { isErrno } from '../files/is-errno.ts'
import { statFile } from '../files/stat-file.ts'
import { toFileError } from '../files/to-file-error.ts'
import type { OpenStore } from '../open-store.ts'

/** How often the trash may be emptied away under a deletion before the deletion gives up. */
const maxAttempts = 10

/**
 * Moves a version file into the trash of its prompt; the file's name in the trash is its tombstone. Nothing is flushed.
 * @returns where it is now; undefined when there was no such file: of simultaneous deletions one gets it.
 */
export function moveToTrash(store: OpenStore, path: string): string | undefined {
  const { files, layout, options } = store
  const trash = layout.trashOf(basename(dirname(path)))
  const place = join(trash, `${basename(path, '.json')},${options.now()},${randomBytes(4).toString('hex')}.json`)
  for (let attempts = 1; ; attempts += 1) {
    try {
      makeDirectories(files, trash, layout.root)
      files.rename(path, place)
      return place
    } catch (error) {
      if (!isErrno(error, 'ENOENT') || attempts === maxAttempts)
        throw toFileError(error, { what: 'Cannot delete a version', path, failure: DeleteFailedError })
      // Or the directory was removed, by somebody who empties the trash.
      if (statFile(files, path) === undefined) return undefined
    }
  }
}
