import { Buffer } from 'node:buffer'
import { dirname } from 'node:path'
import { makeDirectories } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'
import { readFile } from '../files/read-file.ts'
import { writeAll } from '../files/write-all.ts'
import type { BulkFlush } from './bulk-flush.ts'

export interface CopyOptions {
  readonly files: FilePort
  /** The directory that the copy is made below; it exists. */
  readonly top: string
  /** Takes the copies, to make them durable. */
  readonly flushes: BulkFlush
}

/** What became of a file that was to be copied. */
export type CopyOutcome = 'copied' | 'same' | 'gone'

/**
 * Copies a file whole: the copy appears under its name when it is complete. One that is there with the same content is
 * left as it is.
 */
export async function copyFile(from: string, to: string, { files, top, flushes }: CopyOptions): Promise<CopyOutcome> {
  const source = readFile(files, from)
  if (source === undefined) return 'gone'
  const bytes = Buffer.from(source.bytes)
  if (readFile(files, to)?.bytes.equals(bytes)) return 'same'
  makeDirectories(files, dirname(to), top)
  const temporary = `${to}.copying`
  removeIfThere(files, temporary)
  const descriptor = files.create(temporary)
  try {
    writeAll(files, descriptor, bytes)
  } finally {
    files.close(descriptor)
  }
  files.rename(temporary, to)
  await flushes.add(to)
  return 'copied'
}

/** Removes a file, unless somebody else has. @returns whether it was there. */
export function removeIfThere(files: FilePort, path: string): boolean {
  try {
    files.unlink(path)
    return true
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false
    throw error
  }
}
