import { statDirectory } from '../files/directories.ts'
import { statFile } from '../files/stat-file.ts'
import { versionPath } from '../layout/store-layout.ts'
import { isVersion } from '../layout/version-file-name.ts'
import { withMaintenanceLock } from '../maintain/maintenance-lock.ts'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { putBack } from '../archive/put-back.ts'
import { flushDeletion } from './delete-versions.ts'
import { isSettled } from './is-settled.ts'
import { trashUnlessLabelled } from './trash-unless-labelled.ts'

/** Deletes a version; the whole way of `deleteVersion`. */
export async function deleteVersion(store: OpenStore, promptId: string, version: string): Promise<boolean> {
  if (!isVersion(version) || !(await store.open())) return false
  await store.openForWriting()
  const directory = store.layout.promptDirectory(promptId)
  const path = versionPath(directory, version)
  if (statDirectory(store.files, directory) === undefined) return false
  // A version of a batch that is not committed does not exist yet.
  if (statFile(store.files, path) !== undefined && !(await isSettled(store, path))) return false
  const place = await trash(store, promptId, version)
  if (place === undefined) return false
  await flushDeletion(store, directory, [place])
  appendAudit(store, [{ action: 'delete', prompt_id: promptId, version }])
  return true
}

/** Moves a version to the trash, whether it is a file or in a pack. */
async function trash(store: OpenStore, promptId: string, version: string): Promise<string | undefined> {
  const { files, archive, layout } = store
  const directory = layout.promptDirectory(promptId)
  for (;;) {
    const place = await trashUnlessLabelled(store, promptId, version)
    if (place !== undefined) return place
    const isFile = archive.whileSteady(directory, () =>
      statFile(files, versionPath(directory, version)) ? true : archive.find(directory, version) && false,
    )
    if (isFile === undefined) return undefined
    if (!isFile) return trashArchived(store, promptId, version)
  }
}

/** Under the lock, without which the version could be put back after somebody else deleted it. */
async function trashArchived(store: OpenStore, promptId: string, version: string): Promise<string | undefined> {
  return withMaintenanceLock(store, 'delete an archived version', async (stillHeld) => {
    await putBack(store, store.layout.promptDirectory(promptId), [version])
    stillHeld()
    return trashUnlessLabelled(store, promptId, version)
  })
}
