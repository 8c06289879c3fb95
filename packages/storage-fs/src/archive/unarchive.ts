import { withMaintenanceLock } from '../maintain/maintenance-lock.ts'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { putBack } from './put-back.ts'
import { rewritePacks } from './rewrite-packs.ts'

/**
 * Puts archived versions of a prompt back as files; the whole way of `unarchive`.
 * @param versions those to put back; the others stay in packs. Default: all.
 * @returns those that were put back.
 */
export async function unarchive(store: OpenStore, promptId: string, versions?: readonly string[]): Promise<string[]> {
  if (!(await store.open())) return []
  await store.openForWriting()
  return withMaintenanceLock(store, 'unarchive versions', async (stillHeld) => {
    const directory = store.layout.promptDirectory(promptId)
    const archived = store.archive.versions(directory)
    const wanted = versions === undefined ? archived : archived.filter((version) => versions.includes(version))
    await putBack(store, directory, wanted)
    store.reader.changed(promptId)
    store.index.changed()
    stillHeld()
    await rewritePacks(store, directory, wanted)
    appendAudit(
      store,
      wanted.map((version) => ({ action: 'unarchive', prompt_id: promptId, version })),
    )
    return wanted
  })
}
