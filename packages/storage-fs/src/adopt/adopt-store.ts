/**
 * Takes over a store of another format, in which directories are named by prompt ids as they are: gives directories and
 * files the names that this package gives them. Nothing is copied and nothing is read but one record per directory.
 *
 * Each step is a rename that can be done again, so that a takeover that is interrupted is finished by the next opening.
 */
import { join } from 'node:path'
import { FormatError } from '../errors.ts'
import { listDirectory, makeDirectories } from '../files/directories.ts'
import { isErrno } from '../files/is-errno.ts'
import { readFile } from '../files/read-file.ts'
import { toFileError } from '../files/to-file-error.ts'
import { statFile } from '../files/stat-file.ts'
import { DirectoryError } from '../errors.ts'
import { promptDirectoryName } from '../layout/prompt-directory-name.ts'
import { versionFileName } from '../layout/version-file-name.ts'
import { withMaintenanceLock } from '../maintain/maintenance-lock.ts'
import type { OpenStore } from '../open-store.ts'
import { parseVersionFile } from '../record/version-file.ts'
import { versionOfAnyFileName } from './detect-layout.ts'

/** Renames the given directories of prompts, and the files in them. */
export async function adoptStore(store: OpenStore, foreign: readonly string[]): Promise<void> {
  const { layout, directories } = store
  await withMaintenanceLock(store, 'take over the store', async () => {
    const touched = new Set([layout.root])
    for (const path of foreign) {
      try {
        adoptDirectory(store, path, touched)
      } catch (error) {
        // Another process has just done it.
        if (isErrno(error, 'ENOENT')) continue
        throw toFileError(error, { what: 'Cannot take over a prompt', path, failure: DirectoryError })
      }
    }
    await directories.flush(touched)
  })
}

function adoptDirectory(store: OpenStore, path: string, touched: Set<string>): void {
  const { files, layout } = store
  const names = listDirectory(files, path).filter((name) => versionOfAnyFileName(name) !== undefined)
  for (const name of names) adoptFile(store, path, name)
  touched.add(path)
  const target = layout.directoryNamed(promptDirectoryName(promptIdIn(store, path)))
  if (target === path) return
  makeDirectories(files, join(target, '..'), layout.root)
  if (statFile(files, target) !== undefined) {
    const why = `the prompt in ${JSON.stringify(path)} belongs into ${JSON.stringify(target)}, which is there already`
    throw new FormatError(layout.root, why, { advice: 'Move its versions there, or move one of the two away' })
  }
  files.rename(path, target)
  touched.add(join(path, '..')).add(join(target, '..')).add(target).delete(path)
}

function adoptFile({ files }: OpenStore, path: string, name: string): void {
  const wanted = versionFileName(versionOfAnyFileName(name) ?? '')
  if (wanted !== name && statFile(files, join(path, wanted)) === undefined)
    files.rename(join(path, name), join(path, wanted))
}

/** The id in the first record that can be read. */
function promptIdIn({ files, layout }: OpenStore, path: string): string {
  let failure: unknown
  for (const name of listDirectory(files, path)) {
    if (versionOfAnyFileName(name) === undefined) continue
    try {
      const file = join(path, name)
      const content = readFile(files, file)
      if (content) return parseVersionFile(content.bytes, file).prompt_id
    } catch (error) {
      failure = error
    }
  }
  const why = `nothing in ${JSON.stringify(path)} can be read, so that nobody knows which prompt it holds`
  throw new FormatError(layout.root, why, { advice: 'Repair a file in it, or move it away', cause: failure })
}
