import { dirname } from 'node:path'
import { DeleteFailedError } from '../errors.ts'
import { statDirectory } from '../files/directories.ts'
import { toFileError } from '../files/to-file-error.ts'
import { versionPath } from '../layout/store-layout.ts'
import { isVersion } from '../layout/version-file-name.ts'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { trashUnlessLabelled } from './trash-unless-labelled.ts'

/** Deletes a version; the whole way of `deleteVersion`. */
export async function deleteVersion(store: OpenStore, promptId: string, version: string): Promise<boolean> {
  if (!isVersion(version) || !(await store.open())) return false
  const { queue, durability } = await store.openForWriting()
  const { files, layout, directories } = store
  const directory = layout.promptDirectory(promptId)
  const path = versionPath(directory, version)
  if (statDirectory(files, directory) === undefined) return false
  // A version of a batch that is not committed does not exist yet.
  const pending = store.unacknowledged.below(directory).find(({ target }) => target === path)
  if (pending?.batch === 'open') return false
  const place = await trashUnlessLabelled(store, promptId, version)
  if (place === undefined) return false
  try {
    // The tombstone first: a version that is in neither place would be lost, and in both it is only deleted twice.
    if (durability !== 'none') await directories.flush([dirname(place)])
    if (durability !== 'none') await directories.flush([directory])
  } catch (error) {
    queue.fail(error)
    throw toFileError(error, { what: 'Cannot make a deletion durable', path, failure: DeleteFailedError })
  }
  appendAudit(store, [{ action: 'delete', prompt_id: promptId, version }])
  return true
}
