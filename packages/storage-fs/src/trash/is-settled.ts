import { dirname } from 'node:path'
import { fillMarked } from '../batch/fill-marked.ts'
import { flushFile } from '../files/flush-file.ts'
import { readFile } from '../files/read-file.ts'
import { statFile } from '../files/stat-file.ts'
import type { OpenStore } from '../open-store.ts'
import { isIntact } from '../record/sealed-json.ts'

/**
 * Tells whether the file of a version is one that can be deleted, and not the empty beginning of one where there are no
 * hard links. A batch that is committed is finished for it.
 */
export async function isSettled(store: OpenStore, path: string): Promise<boolean> {
  const { files, unacknowledged, directories } = store
  const stat = statFile(files, path)
  if (stat === undefined) return false
  const pending = unacknowledged.of(path, stat)
  if (pending?.batch === 'open') return false
  if (pending === undefined || pending.kind === 'name') return true
  if (pending.batch === 'committed') {
    fillMarked(files, pending.temporary, path)
    await flushFile(files, path)
    await directories.flush([dirname(path)])
  }
  const content = readFile(files, path)
  return content !== undefined && isIntact(content.bytes) === true
}
