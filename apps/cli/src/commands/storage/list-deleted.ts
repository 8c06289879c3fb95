import type { DeletedVersion } from '@autoopt/storage-fs'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { formatBytes } from '../../terminal/format-bytes.ts'
import { formatTable, print, printJson } from '../../terminal/print.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

/** Lists the versions in the trash, of one prompt or of all. */
export async function listDeleted(promptId: string | undefined, options: StorageCommandOptions): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  const deleted: DeletedVersion[] = []
  for await (const version of store.listDeleted(promptId)) deleted.push(version)
  if (options.json) printJson({ deleted: deleted.map(toJson) })
  else if (deleted.length === 0) print('Nothing was deleted.')
  else {
    const rows = deleted.map(({ promptId: id, version, deletedAt, bytes, isEmptied }) => [
      id ?? '(unreadable)',
      version,
      deletedAt,
      isEmptied ? 'only the number is kept' : formatBytes(bytes),
    ])
    print(formatTable(['PROMPT', 'VERSION', 'DELETED', 'SIZE'], rows))
  }
  return exitCode.fine
}

function toJson({ promptId, version, deletedAt, bytes, isEmptied }: DeletedVersion): unknown {
  return { prompt_id: promptId ?? null, version, deleted_at: deletedAt, bytes, is_emptied: isEmptied }
}
