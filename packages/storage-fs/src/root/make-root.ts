import { dirname } from 'node:path'
import { DirectoryError } from '../errors.ts'
import type { FilePort } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'

/** Makes the storage directory and what is missing above it, durably where that is wanted. */
export async function makeRoot(
  files: FilePort,
  root: string,
  { isDurable }: { readonly isDurable: boolean },
): Promise<void> {
  try {
    const made: string[] = []
    for (let path = root; files.stat(path) === undefined; path = dirname(path)) made.unshift(path)
    for (const path of made) makeUnlessThere(files, path)
    if (!isDurable) return
    // Even when the directory was there: another process that made it may not have flushed it yet.
    for (const path of made.length === 0 ? [root] : made) await flushForeign(files, dirname(path))
  } catch (error) {
    throw toFileError(error, { what: 'Cannot make the storage directory', path: root, failure: DirectoryError })
  }
}

function makeUnlessThere(files: FilePort, path: string): void {
  try {
    files.makeDirectory(path)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  }
}

/** Others' directories may be usable without being readable, and then cannot be flushed by us. */
async function flushForeign(files: FilePort, path: string): Promise<void> {
  try {
    await files.flushDirectory(path)
  } catch (error) {
    if (!isErrno(error, 'EACCES', 'EPERM')) throw error
  }
}
