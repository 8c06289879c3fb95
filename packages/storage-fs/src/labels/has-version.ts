import { basename } from 'node:path'
import { versionPath } from '../layout/store-layout.ts'
import type { OpenStore } from '../open-store.ts'

/**
 * Tells whether a prompt has a version that a label may point at: as the disk has it now, whatever is remembered, and
 * not one whose save is about to be refused because its number was deleted.
 */
export async function hasVersion(store: OpenStore, promptId: string, version: string): Promise<boolean> {
  const { reader, layout, tombstones, unacknowledged, options } = store
  reader.changed(promptId)
  if ((await reader.get(promptId, version)) === undefined) return false
  const directory = layout.promptDirectory(promptId)
  if (options.reuseDeleted || !tombstones.has(basename(directory), version)) return true
  const path = versionPath(directory, version)
  return unacknowledged.below(directory).every(({ target }) => target !== path)
}
