import { ArchiveFailedError } from '../errors.ts'
import { attempt } from '../files/to-file-error.ts'
import { versionFileName } from '../layout/version-file-name.ts'
import type { OpenStore } from '../open-store.ts'
import { createPack, flushPacks } from './create-pack.ts'

/**
 * Takes versions out of the packs of a prompt, and those that were deleted with them: writes anew what is left of a
 * pack, then removes the pack.
 */
export async function rewritePacks(
  store: OpenStore,
  promptDirectory: string,
  without: readonly string[] = [],
): Promise<void> {
  const { files, archive } = store
  const packs = archive.packs(promptDirectory)
  if (packs.length === 0) return
  const unwanted = new Set(without)
  const wanted = archive.versions(promptDirectory).filter((version) => !unwanted.has(version))
  const names = new Set(wanted.map(versionFileName))
  for (const pack of packs) {
    const packed = archive.filesOf(pack)
    const left = packed.filter(({ name }) => names.has(name))
    if (left.length === packed.length) continue
    if (left.length > 0) await createPack(store, promptDirectory, left)
    attempt({ what: 'Cannot remove a pack', path: pack, failure: ArchiveFailedError }, () => files.unlink(pack))
  }
  await flushPacks(store, promptDirectory)
}
