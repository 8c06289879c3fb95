import { Buffer } from 'node:buffer'
import { ReadFailedError } from '../errors.ts'
import type { FilePort, FileStat } from './file-port.ts'
import { isErrno } from './is-errno.ts'
import { toFileError } from './to-file-error.ts'

/** A whole file as it was read. */
export interface FileContent {
  /** Valid until the next file is read: the memory is used again. */
  readonly bytes: Buffer
  readonly stat: FileStat
}

const what = 'Cannot read a file of the store'
const scratch = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * Reads a whole file.
 * @returns undefined when there is none.
 * @throws {@link ReadFailedError} when it is no regular file or cannot be read.
 */
export function readFile(files: FilePort, path: string): FileContent | undefined {
  let descriptor: number | undefined
  try {
    descriptor = files.open(path)
    const stat = files.statOpen(descriptor)
    if (!stat.isFile()) throw notRegular(path)
    return { bytes: readToEnd(files, descriptor, stat.size), stat }
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    if (isErrno(error, 'ELOOP', 'EMLINK', 'ENXIO', 'EISDIR')) throw notRegular(path, error)
    throw toFileError(error, { what, path, failure: ReadFailedError })
  } finally {
    if (descriptor !== undefined) closeRead(files, descriptor)
  }
}

/** What was read is right whatever the system has to say about the end of it. */
function closeRead(files: FilePort, descriptor: number): void {
  try {
    files.close(descriptor)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

function readToEnd(files: FilePort, descriptor: number, size: number): Buffer {
  const buffer = size <= scratch.length ? scratch : Buffer.allocUnsafeSlow(size)
  let length = 0
  while (length < size) {
    const count = files.read(descriptor, buffer, length, size - length)
    if (count === 0) break
    length += count
  }
  return buffer.subarray(0, length)
}

function notRegular(path: string, cause?: unknown): ReadFailedError {
  return new ReadFailedError({ what, path, why: 'this is not a regular file', cause })
}
