import { Buffer } from 'node:buffer'
import { basename } from 'node:path'
import { ArchiveFailedError } from '../errors.ts'
import { isErrno } from '../files/is-errno.ts'
import { versionPath } from '../layout/store-layout.ts'
import { flushDirectories } from '../maintain/flush-directories.ts'
import type { OpenStore } from '../open-store.ts'
import { withFlushedFiles } from './with-flushed-files.ts'

/** Bounds the open files. */
const maxStep = 64

/**
 * Puts archived versions back as files, as they were to the byte; the packs stay. They are durable when this returns.
 * What has a file already is passed over.
 */
export async function putBack(store: OpenStore, promptDirectory: string, versions: readonly string[]): Promise<void> {
  for (let start = 0; start < versions.length; start += maxStep) {
    const files = versions.slice(start, start + maxStep).flatMap((version) => {
      const text = store.archive.find(promptDirectory, version)?.text
      return text === undefined ? [] : [{ version, bytes: Buffer.from(text) }]
    })
    const contents = files.map(({ bytes }) => bytes)
    store.room.check(contents.reduce((size, { length }) => size + length, 0))
    await withFlushedFiles(store, contents, async (temporaries) => {
      for (const [index, { version }] of files.entries()) {
        linkUnlessDeleted(store, { promptDirectory, version, temporary: temporaries[index] ?? '' })
      }
      const step = { what: 'Cannot put versions back', path: promptDirectory, failure: ArchiveFailedError }
      await flushDirectories(store, [promptDirectory], step)
    })
  }
}

function linkUnlessDeleted(
  { files, tombstones }: OpenStore,
  {
    promptDirectory,
    version,
    temporary,
  }: { readonly promptDirectory: string; readonly version: string; readonly temporary: string },
): void {
  const path = versionPath(promptDirectory, version)
  try {
    files.link(temporary, path)
    const isDeleted = tombstones.has(basename(promptDirectory), version)
    // A deletion of the file that was here may have come between; it needs no lock.
    if (isDeleted && files.stat(path)?.ino === files.stat(temporary)?.ino) files.unlink(path)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  }
}
