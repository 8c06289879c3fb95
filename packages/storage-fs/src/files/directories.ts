import { dirname } from 'node:path'
import { DirectoryError } from '../errors.ts'
import type { FilePort, FileStat } from './file-port.ts'
import { isErrno } from './is-errno.ts'
import { toFileError } from './to-file-error.ts'

/**
 * Looks at a directory inside the store.
 * @returns undefined when there is none.
 * @throws {@link DirectoryError} when something else is there, a symbolic link above all: what is written through it
 * would land outside the store.
 */
export function statDirectory(files: FilePort, path: string): FileStat | undefined {
  const stat = look(files, path)
  if (stat === undefined || stat.isDirectory()) return stat
  throw new DirectoryError({ what: 'Cannot use a directory', path, why: 'something else is at its place' })
}

function look(files: FilePort, path: string): FileStat | undefined {
  try {
    return files.stat(path)
  } catch (error) {
    if (isErrno(error, 'ENOTDIR')) return undefined
    throw toFileError(error, { what: 'Cannot look at a directory', path, failure: DirectoryError })
  }
}

/** Lists the names in a directory; nothing when there is no such directory. */
export function listDirectory(files: FilePort, path: string): string[] {
  try {
    return files.list(path)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return []
    throw toFileError(error, { what: 'Cannot list a directory', path, failure: DirectoryError })
  }
}

/**
 * Makes a directory inside the store with those above it, unless it is there. Nothing is flushed.
 * @param top where the store lies; must exist.
 */
export function makeDirectories(files: FilePort, path: string, top: string): FileStat {
  for (let attempts = 0; ; attempts += 1) {
    const stat = statDirectory(files, path)
    if (stat !== undefined) return stat
    if (dirname(path) !== top) makeDirectories(files, dirname(path), top)
    try {
      files.makeDirectory(path)
    } catch (error) {
      // Another process makes it, or clears what is above it away, at the same moment.
      if (isErrno(error, 'EEXIST', 'ENOENT') && attempts < 10) continue
      throw toFileError(error, { what: 'Cannot make a directory', path, failure: DirectoryError })
    }
  }
}
