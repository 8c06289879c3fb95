import { dirname } from 'node:path'
import { LabelledVersionError } from '@autoopt/storage-core'
import { DeleteFailedError } from '../errors.ts'
import { toFileError } from '../files/to-file-error.ts'
import { statFile } from '../files/stat-file.ts'
import { versionPath } from '../layout/store-layout.ts'
import type { OpenStore } from '../open-store.ts'
import { putNew } from '../save/put-new.ts'
import { moveToTrash } from './move-to-trash.ts'

/**
 * Moves a version file into the trash, unless a label points at the version. A label may be moved there at the same
 * moment: so the labels are looked at once more after the file was moved, and it is moved back if need be. Whoever moves
 * a label looks at the file after that; see `addRevision`, which has the whole argument. Nothing is flushed.
 * @returns where the file is now; undefined when there was none.
 * @throws {@link LabelledVersionError} when a label points at the version.
 */
export async function trashUnlessLabelled(
  store: OpenStore,
  promptId: string,
  version: string,
): Promise<string | undefined> {
  const path = versionPath(store.layout.promptDirectory(promptId), version)
  if (statFile(store.files, path) === undefined) return undefined
  await refuseLabelled(store, promptId, version)
  const place = moveToTrash(store, path)
  store.reader.changed(promptId)
  if (place === undefined) return undefined
  try {
    await refuseLabelled(store, promptId, version)
    return place
  } catch (error) {
    await moveBack(store, place, path)
    store.reader.changed(promptId)
    throw error
  }
}

async function refuseLabelled({ layout, labels }: OpenStore, promptId: string, version: string): Promise<void> {
  const targets = await labels.targets(layout.promptDirectory(promptId))
  const pointing = targets.flatMap(([label, target]) => (target === version ? [label] : []))
  if (pointing.length > 0) throw new LabelledVersionError({ promptId, version, labels: pointing })
}

/** Not by a rename, which would replace a version that was saved under the number meanwhile. */
async function moveBack(store: OpenStore, place: string, path: string): Promise<void> {
  const { files, directories, writer } = store
  try {
    if (!(await putNew(store, { from: place, to: path }))) return
    if (writer?.durability !== 'none') await directories.flush([dirname(path)])
    files.unlink(place)
  } catch (error) {
    throw toFileError(error, { what: 'Cannot take back a deletion', path, failure: DeleteFailedError })
  }
}
