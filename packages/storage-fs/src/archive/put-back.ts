import { Buffer } from 'node:buffer'
import { basename } from 'node:path'
import { ArchiveFailedError } from '../errors.ts'
import { isSameFile } from '../files/is-same-file.ts'
import { versionPath } from '../layout/store-layout.ts'
import { flushDirectories } from '../maintain/flush-directories.ts'
import type { OpenStore } from '../open-store.ts'
import { putNew } from '../save/put-new.ts'
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
      const put = files.map(async ({ version }, index) =>
        putUnlessDeleted(store, { promptDirectory, version, temporary: temporaries[index] ?? '' }),
      )
      for (const result of await Promise.allSettled(put)) if (result.status === 'rejected') throw result.reason
      const step = { what: 'Cannot put versions back', path: promptDirectory, failure: ArchiveFailedError }
      await flushDirectories(store, [promptDirectory], step)
    })
  }
}

async function putUnlessDeleted(
  store: OpenStore,
  {
    promptDirectory,
    version,
    temporary,
  }: { readonly promptDirectory: string; readonly version: string; readonly temporary: string },
): Promise<void> {
  const { files, tombstones } = store
  const path = versionPath(promptDirectory, version)
  // A deletion of the file that was here may have come between; it needs no lock.
  const isTaken = (): boolean => tombstones.has(basename(promptDirectory), version)
  if (!(await putNew(store, { from: temporary, to: path, isTaken }))) return
  if (isTaken() && isSameFile(files, path, temporary)) files.unlink(path)
}
