import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { makeDirectories } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import type { StoreLayout } from '../layout/store-layout.ts'

/**
 * Moves a file that is no good into `.quarantine`, where nothing reads it and a person may. Nothing is flushed.
 * @returns where it is now.
 */
export function putAside(files: FilePort, layout: StoreLayout, path: string): string {
  makeDirectories(files, layout.quarantine, layout.root)
  const name = `${basename(dirname(path))},${basename(path)},${randomBytes(4).toString('hex')}`
  const place = join(layout.quarantine, name)
  files.rename(path, place)
  return place
}
