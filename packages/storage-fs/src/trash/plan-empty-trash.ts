import { join } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { listDirectory } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { statFile } from '../files/stat-file.ts'
import { isPromptDirectoryName } from '../layout/prompt-directory-name.ts'
import type { OpenStore } from '../open-store.ts'
import { clearedAtMs } from './cleared-at-ms.ts'
import { deletedUntil } from './deleted-until.ts'
import { chooseTombstones } from './empty-prompt-trash.ts'
import type { EmptyTrashOptions, EmptyTrashReport } from './empty-trash.ts'

/** Says what {@link emptyTrash} would remove from an open store. */
export async function planEmptyTrash(
  store: OpenStore,
  { olderThanMs, forget = false, signal, onProgress }: EmptyTrashOptions,
): Promise<EmptyTrashReport> {
  const { files, layout } = store
  const deletedUntilMs = deletedUntil(store.options, olderThanMs)
  const report = { versions: 0, forgotten: 0, cleared: 0, bytes: 0 }
  let prompts = 0
  for (const name of listDirectory(files, layout.trash)) {
    signal?.throwIfAborted()
    const path = join(layout.trash, name)
    if (clearedAtMs(name) <= deletedUntilMs) {
      report.bytes += await bytesBelow(files, path)
      report.cleared += 1
    }
    if (!isPromptDirectoryName(name)) continue
    const { all, going } = chooseTombstones(store, name, { deletedUntilMs, forget })
    const stay = new Set(all.filter((tombstone) => !going.includes(tombstone)).map(({ version }) => version))
    const freed = new Set(going.flatMap(({ version }) => (stay.has(version) ? [] : [version])))
    report.versions += going.filter(({ deletedAtMs }) => deletedAtMs !== undefined).length
    report.forgotten += forget ? freed.size : 0
    for (const tombstone of going) report.bytes += await bytesBelow(files, join(path, tombstone.name))
    prompts += 1
    onProgress?.({ prompts, versions: report.versions })
    if (prompts % 16 === 0) await untilNextTurn()
  }
  return report
}

/** The bytes of contents that have no other name. */
async function bytesBelow(files: FilePort, path: string): Promise<number> {
  const stat = statFile(files, path)
  if (stat === undefined) return 0
  if (!stat.isDirectory()) return stat.nlink === 1 ? stat.size : 0
  let bytes = 0
  for (const [index, name] of files.list(path).entries()) {
    if (index % 64 === 63) await untilNextTurn()
    bytes += await bytesBelow(files, join(path, name))
  }
  return bytes
}
