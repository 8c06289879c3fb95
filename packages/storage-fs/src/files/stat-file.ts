import { ReadFailedError } from '../errors.ts'
import type { FilePort, FileSpace, FileStat } from './file-port.ts'
import { toFileError } from './to-file-error.ts'

/**
 * Looks at what has a name, without following a symbolic link.
 * @returns undefined when there is nothing.
 * @throws {@link ReadFailedError} when that cannot be told.
 */
export function statFile(files: FilePort, path: string): FileStat | undefined {
  try {
    return files.stat(path)
  } catch (error) {
    throw toFileError(error, { what: 'Cannot look at a file', path, failure: ReadFailedError })
  }
}

/**
 * Tells how much room there is.
 * @throws {@link ReadFailedError} when that cannot be told.
 */
export function spaceOf(files: FilePort, path: string): FileSpace {
  try {
    return files.space(path)
  } catch (error) {
    throw toFileError(error, { what: 'Cannot tell how much room there is', path, failure: ReadFailedError })
  }
}
