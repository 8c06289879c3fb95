import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { attempt } from './attempt.ts'
import { ReadFailedError } from './errors.ts'
import { isErrno } from './is-errno.ts'

// Never through a symbolic link, and never waiting for the other end of a pipe. Windows knows neither flag.
const flags =
  constants.O_RDONLY |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0) |
  ((constants.O_NONBLOCK as number | undefined) ?? 0)

/**
 * Reads a whole file.
 * @returns undefined when there is none.
 * @throws {@link ReadFailedError} when it is no regular file or cannot be read.
 */
export async function readRegularFile(path: string): Promise<Buffer | undefined> {
  return attempt({ what: 'Cannot read a version', path, failure: ReadFailedError }, async () => {
    const handle = await openIfExists(path)
    if (handle === undefined) return undefined
    try {
      if (!(await handle.stat()).isFile()) throw notRegular(path)
      return await handle.readFile()
    } finally {
      await handle.close()
    }
  })
}

async function openIfExists(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    if (isErrno(error, 'ELOOP', 'EMLINK', 'ENXIO')) throw notRegular(path, error)
    throw error
  }
}

function notRegular(path: string, cause?: unknown): ReadFailedError {
  return new ReadFailedError({ what: 'Cannot read a version', path, why: 'this is not a regular file', cause })
}
