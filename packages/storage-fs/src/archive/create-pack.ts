import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { ArchiveFailedError } from '../errors.ts'
import { makeDirectories } from '../files/directories.ts'
import { isErrno } from '../files/is-errno.ts'
import { archivePath } from '../layout/store-layout.ts'
import { isRefusedLink } from '../save/hard-links.ts'
import { flushDirectories } from '../maintain/flush-directories.ts'
import type { OpenStore } from '../open-store.ts'
import { formatPack, type PackedFile } from './archive-pack.ts'
import { withFlushedFiles } from './with-flushed-files.ts'

const maxNumber = 2 ** 47

/** Writes a pack for a prompt, under a number of its own. It is durable when this returns. */
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
    linkNew(store, directory, temporary)
    await flushPacks(store, promptDirectory)
  })
}

/** Makes the names of a prompt's packs durable, whoever made them. */
export async function flushPacks(store: OpenStore, promptDirectory: string): Promise<void> {
  const path = archivePath(promptDirectory)
  await flushDirectories(store, [path], { what: 'Cannot make a pack durable', path, failure: ArchiveFailedError })
}

/** Under a number that no pack ever had: whoever knows the content of a pack knows it by its name. */
function linkNew({ files }: OpenStore, directory: string, temporary: string): void {
  for (;;) {
    const path = join(directory, `${randomInt(1, maxNumber)}.jsonl.gz`)
    try {
      files.link(temporary, path)
      return
    } catch (error) {
      if (isErrno(error, 'EEXIST')) continue
      if (!isRefusedLink(error)) throw error
      // Nobody else comes upon that number.
      files.rename(temporary, path)
      return
    }
  }
}
