/**
 * Writes files and flushes them under temporary names, for the caller to link them to where they belong: so that a name
 * never stands for less than a whole file, whatever the durability of saves. Of what a killed process leaves of them a
 * recovery removes the temporary names, and nothing else.
 */
import { join } from 'node:path'
import { ArchiveFailedError } from '../errors.ts'
import { makeDirectories } from '../files/directories.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'
import { writeAll } from '../files/write-all.ts'
import type { OpenStore, StoreWriter } from '../open-store.ts'

/** The temporary names are gone when this returns. Each content is an open file: a few dozen at most. */
export async function withFlushedFiles<Value>(
  store: OpenStore,
  contents: readonly Uint8Array[],
  work: (temporaries: readonly string[]) => Promise<Value>,
): Promise<Value> {
  const writer = await store.openForWriting()
  const { directory } = writer.temporaries
  const paths = contents.map(() => join(directory, `${writer.temporaries.nextNumber()}.new`))
  try {
    makeDirectories(store.files, directory, store.layout.root)
    const written = paths.map(async (path, index) => write(store, writer, path, contents[index] as Uint8Array))
    for (const result of await Promise.allSettled(written)) if (result.status === 'rejected') throw result.reason
    return await work(paths)
  } catch (error) {
    throw toFileError(error, { what: 'Cannot move versions', path: directory, failure: ArchiveFailedError })
  } finally {
    for (const path of paths) remove(store, path)
  }
}

async function write({ files }: OpenStore, writer: StoreWriter, path: string, bytes: Uint8Array): Promise<void> {
  const descriptor = files.create(path)
  try {
    writeAll(files, descriptor, bytes)
    if (writer.durability !== 'none') await files.flush(descriptor).catch(fail(writer))
  } finally {
    files.close(descriptor)
  }
}

/** After a flush failed nobody knows what is on disk. */
function fail({ queue }: StoreWriter): (error: unknown) => never {
  return (error) => {
    queue.fail(error)
    throw error
  }
}

/** One that stays is for a recovery, and harms nothing until then. */
function remove({ files }: OpenStore, path: string): void {
  try {
    files.unlink(path)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}
