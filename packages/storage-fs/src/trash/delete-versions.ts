import { dirname } from 'node:path'
import { LabelledVersionError } from '@autoopt/storage-core'
import { putBack } from '../archive/put-back.ts'
import { DeleteFailedError } from '../errors.ts'
import { flushDirectories } from '../maintain/flush-directories.ts'
import type { StillHeld } from '../maintain/maintenance-lock.ts'
import type { OpenStore } from '../open-store.ts'
import { trashUnlessLabelled } from './trash-unless-labelled.ts'

/**
 * Deletes versions of one prompt, archived ones too, except those that labels point at. For whoever has the maintenance
 * lock, without which an archived version could be put back after somebody else deleted it.
 */
export async function deleteVersions(
  store: OpenStore,
  promptId: string,
  { versions, stillHeld }: { readonly versions: readonly string[]; readonly stillHeld: StillHeld },
): Promise<{ readonly deleted: string[]; readonly labelled: string[] }> {
  const directory = store.layout.promptDirectory(promptId)
  const archived = new Set(store.archive.versions(directory))
  await putBack(
    store,
    directory,
    versions.filter((version) => archived.has(version)),
  )
  const deleted: string[] = []
  const labelled: string[] = []
  const places: string[] = []
  for (const version of versions) {
    stillHeld()
    try {
      const place = await trashUnlessLabelled(store, promptId, version)
      if (place === undefined) continue
      places.push(place)
      deleted.push(version)
    } catch (error) {
      if (!(error instanceof LabelledVersionError)) throw error
      labelled.push(version)
    }
  }
  await flushDeletion(store, directory, places)
  return { deleted, labelled }
}

/** Makes it durable that version files were moved to the trash. */
export async function flushDeletion(
  store: OpenStore,
  promptDirectory: string,
  places: readonly string[],
): Promise<void> {
  const step = { what: 'Cannot make a deletion durable', path: promptDirectory, failure: DeleteFailedError }
  // The tombstone first: a version that is in neither place would be lost, and in both it is only deleted twice.
  await flushDirectories(store, new Set(places.map((place) => dirname(place))), step)
  if (places.length > 0) await flushDirectories(store, [promptDirectory], step)
}
