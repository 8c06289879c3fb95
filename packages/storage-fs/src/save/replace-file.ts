import type { OpenStore } from '../open-store.ts'
import { SaveFailedError } from '../errors.ts'
import { toFileError } from '../files/to-file-error.ts'
import { TemporaryFiles } from './temporary-files.ts'

/**
 * Puts a file in the place of another, whole: readers see the one or the other. Nothing is flushed, so that it is only
 * for what may be lost.
 */
export function replaceFile(
  { files, layout, host, writer }: Pick<OpenStore, 'files' | 'layout' | 'host' | 'writer'>,
  path: string,
  bytes: Uint8Array,
): void {
  const temporaries = writer?.temporaries ?? new TemporaryFiles(files, layout, host)
  const temporary = temporaries.write(path, bytes)
  try {
    files.rename(temporary.path, path)
    temporaries.release(temporary)
  } catch (error) {
    temporaries.discard(temporary)
    throw toFileError(error, { what: 'Cannot replace a file', path, failure: SaveFailedError })
  } finally {
    if (writer === undefined) temporaries.close()
  }
}
