import { basename, join } from 'node:path'
import { ArchiveFailedError } from '../errors.ts'
import { makeDirectories } from '../files/directories.ts'
import { isErrno } from '../files/is-errno.ts'
import { archivePath } from '../layout/store-layout.ts'
import { flushDirectories } from '../maintain/flush-directories.ts'
import type { OpenStore } from '../open-store.ts'
import { formatPack, type PackedFile } from './archive-pack.ts'
import { withFlushedFiles } from './with-flushed-files.ts'

/** Writes a pack for a prompt, under the next number that is free. It is durable when this returns. */
export async function createPack(
  store: OpenStore,
  promptDirectory: string,
  packed: readonly PackedFile[],
): Promise<void> {
  const directory = archivePath(promptDirectory)
  const bytes = formatPack(packed)
  store.room.check(bytes.length)
  await withFlushedFiles(store, [bytes], async ([temporary = '']) => {
    makeDirectories(store.files, directory, store.layout.root)
    linkNext(store, promptDirectory, temporary)
    await flushPacks(store, promptDirectory)
  })
}

/** Makes the names of a prompt's packs durable, whoever made them. */
export async function flushPacks(store: OpenStore, promptDirectory: string): Promise<void> {
  const path = archivePath(promptDirectory)
  await flushDirectories(store, [path], { what: 'Cannot make a pack durable', path, failure: ArchiveFailedError })
}

function linkNext({ files, archive }: OpenStore, promptDirectory: string, temporary: string): void {
  const numbers = archive.packs(promptDirectory).map((path) => Number.parseInt(basename(path), 10))
  for (let number = Math.max(0, ...numbers) + 1; ; number += 1) {
    try {
      files.link(temporary, join(archivePath(promptDirectory), `${number}.jsonl.gz`))
      return
    } catch (error) {
      // Somebody else whose lock this process has lost.
      if (!isErrno(error, 'EEXIST')) throw error
    }
  }
}
