import { DirectoryError, UnsafeDirectoryError } from '../errors.ts'
import type { FilePort, FileStat } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'

/**
 * Looks at the storage directory. Where the store lies is the user's choice, through a symbolic link as well.
 * @returns undefined when there is none.
 * @throws {@link DirectoryError} when something else is there.
 * @throws {@link UnsafeDirectoryError} when others than its owner may write to it, unless that is allowed.
 */
export function statRoot(
  files: FilePort,
  root: string,
  { allowUnsafePermissions }: { readonly allowUnsafePermissions: boolean },
): FileStat | undefined {
  const stat = look(files, root)
  if (stat && !allowUnsafePermissions) refuseUnsafe(stat, root)
  return stat
}

function look(files: FilePort, root: string): FileStat | undefined {
  const step = { what: 'Cannot open a store', path: root, failure: DirectoryError }
  try {
    const stat = files.stat(root)
    const target = stat === undefined || stat.isDirectory() ? stat : files.stat(`${root}/.`)
    if (stat === undefined || target?.isDirectory()) return target
    throw new DirectoryError({ ...step, why: 'it is not a directory' })
  } catch (error) {
    if (isErrno(error, 'ENOTDIR')) throw new DirectoryError({ ...step, why: 'it is not a directory', cause: error })
    throw toFileError(error, step)
  }
}

function refuseUnsafe({ mode }: FileStat, path: string): void {
  if (process.platform === 'win32' || (mode & 0o022) === 0) return
  const why = `others than its owner may write to it (mode ${(mode & 0o777).toString(8)})`
  throw new UnsafeDirectoryError({ what: 'Cannot open a store', path, why })
}
