import { join } from 'node:path'
import { bySemver, promptKey, StorageError } from '@autoopt/storage-core'
import { listDirectory } from '../files/directories.ts'
import { readFile } from '../files/read-file.ts'
import { statFile } from '../files/stat-file.ts'
import { isPlain, isPromptDirectoryName, promptDirectoryName } from '../layout/prompt-directory-name.ts'
import type { OpenStore } from '../open-store.ts'
import { parseVersionFile } from '../record/version-file.ts'
import { parseMark } from './tombstone-mark.ts'
import { listTombstones, type Tombstone } from './tombstones.ts'

/** A version that was deleted. One number is there more than once when it was used again. */
export interface DeletedVersion {
  /** Undefined when nothing that is left of the prompt's deleted versions can be read. */
  readonly promptId: string | undefined
  readonly version: string
  readonly deletedAt: string
  /** What emptying the trash would free. */
  readonly bytes: number
  /** Whether only the number is left, so that the version cannot be restored. */
  readonly isEmptied: boolean
}

/** Lists what was deleted, by the names of directories and ascending numbers; the whole way of `listDeleted`. */
export async function* listDeleted(store: OpenStore, promptId?: string): AsyncGenerator<DeletedVersion> {
  if (!(await store.open())) return
  const { files, layout } = store
  const names =
    promptId === undefined
      ? listDirectory(files, layout.trash).filter(isPromptDirectoryName).toSorted()
      : [promptDirectoryName(promptId)]
  for (const name of names) {
    const tombstones = listTombstones(files, layout, name)
    const id = promptId === undefined ? promptIdOfTrash(store, name, tombstones) : promptKey(promptId)
    for (const tombstone of tombstones.toSorted((left, right) => bySemver(left.version, right.version))) {
      const { version, deletedAtMs } = tombstone
      const stat = statFile(files, join(layout.trashOf(name), tombstone.name))
      // Restored or emptied meanwhile.
      if (stat === undefined) continue
      const isEmptied = deletedAtMs === undefined
      const deletedAt = new Date(deletedAtMs ?? emptiedAt(store, name, tombstone)).toISOString()
      yield { promptId: id, version, deletedAt, bytes: isEmptied ? 0 : stat.size, isEmptied }
    }
  }
}

/** The id of the prompt whose deleted versions lie in a directory of the trash. */
export function promptIdOfTrash(
  store: OpenStore,
  directoryName: string,
  tombstones: readonly Tombstone[],
): string | undefined {
  if (isPlain(directoryName)) return directoryName
  for (const tombstone of tombstones) {
    const id = promptIdOf(store, join(store.layout.trashOf(directoryName), tombstone.name), tombstone)
    if (id !== undefined && promptDirectoryName(id) === directoryName) return promptKey(id)
  }
  return undefined
}

/** When a version was deleted of which only the mark is left, in milliseconds since 1970. */
export function emptiedAt({ files, layout }: OpenStore, directoryName: string, { name }: Tombstone): number {
  const content = readFile(files, join(layout.trashOf(directoryName), name))
  const mark = content && parseMark(content.bytes)
  return mark === undefined ? (content?.stat.mtimeMs ?? 0) : Date.parse(mark.deleted_at)
}

/** What is damaged says nothing, and another may. */
function promptIdOf({ files }: OpenStore, path: string, { deletedAtMs }: Tombstone): string | undefined {
  try {
    const content = readFile(files, path)
    if (content === undefined) return undefined
    if (deletedAtMs === undefined) return parseMark(content.bytes)?.prompt_id
    return parseVersionFile(content.bytes, path).prompt_id
  } catch (error) {
    if (error instanceof StorageError) return undefined
    throw error
  }
}
