import type { FilePort } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'

/**
 * Moves what a mark of a committed batch holds over the empty file that was created for it. Whoever comes second finds it
 * done; a file that is gone was cleared away, and does not come back. Nothing is flushed.
 */
export function fillMarked(files: FilePort, mark: string, path: string): void {
  try {
    if (files.stat(path)?.size === 0) files.rename(mark, path)
    else files.unlink(mark)
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
  }
}
