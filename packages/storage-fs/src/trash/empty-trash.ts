import { join } from 'node:path'
import { DeleteFailedError } from '../errors.ts'
import { listDirectory } from '../files/directories.ts'
import { removeTree } from '../files/remove-tree.ts'
import { attemptAsync, type Step } from '../files/to-file-error.ts'
import { isPromptDirectoryName } from '../layout/prompt-directory-name.ts'
import { flushDirectories } from '../maintain/flush-directories.ts'
import type { LongWorkOptions } from '../maintain/long-work.ts'
import { isUnreadable } from '../maintain/is-unreadable.ts'
import { withMaintenanceLock } from '../maintain/maintenance-lock.ts'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { clearedAtMs } from './cleared-at-ms.ts'
import { deletedUntil } from './deleted-until.ts'
import { emptyPromptTrash } from './empty-prompt-trash.ts'
import { planEmptyTrash } from './plan-empty-trash.ts'

export interface EmptyTrashOptions extends Omit<LongWorkOptions, 'promptId'> {
  /** Milliseconds since its deletion for which a version stays in the trash. Default: it does not. */
  readonly olderThanMs?: number | undefined
  /** Whether to free the numbers too. Default: false. */
  readonly forget?: boolean | undefined
  /** Whether only to say what would be removed. Default: false. */
  readonly dryRun?: boolean | undefined
}

/** What was removed. */
export interface EmptyTrashReport {
  /** Deleted versions of which the content was removed. */
  readonly versions: number
  /** Numbers that are free again. */
  readonly forgotten: number
  /** Of how many calls of `clearAll` everything was removed. */
  readonly cleared: number
  readonly bytes: number
}

/**
 * Removes what was deleted, for good; the whole way of `emptyTrash`.
 * @throws {@link CorruptVersionError} when a pack that may hold a deleted version is damaged; all else was removed then.
 */
export async function emptyTrash(store: OpenStore, options: EmptyTrashOptions = {}): Promise<EmptyTrashReport> {
  const { olderThanMs, forget = false, dryRun = false, signal, onProgress } = options
  const report = { versions: 0, forgotten: 0, cleared: 0, bytes: 0 }
  if (!(await store.open())) return report
  if (dryRun) return planEmptyTrash(store, options)
  await store.openForWriting()
  // A batch that is still being finished would bring its versions back after a power cut.
  await store.settled()
  const { files, layout } = store
  const deletedUntilMs = deletedUntil(store.options, olderThanMs)
  const step: Step = { what: 'Cannot empty the trash', path: layout.trash, failure: DeleteFailedError }
  return withMaintenanceLock(store, 'empty the trash', async (stillHeld) => {
    let prompts = 0
    const unreadable: Error[] = []
    for (const name of listDirectory(files, layout.trash)) {
      signal?.throwIfAborted()
      stillHeld()
      if (clearedAtMs(name) <= deletedUntilMs) {
        report.bytes += await attemptAsync(step, async () => removeTree(files, join(layout.trash, name)))
        report.cleared += 1
      }
      if (!isPromptDirectoryName(name)) continue
      try {
        const emptied = await emptyPromptTrash(store, name, { deletedUntilMs, forget })
        report.versions += emptied.versions
        report.forgotten += emptied.forgotten
        report.bytes += emptied.bytes
      } catch (error) {
        if (!isUnreadable(error)) throw error
        unreadable.push(error)
      }
      prompts += 1
      onProgress?.({ prompts, versions: report.versions })
    }
    await flushDirectories(store, [layout.trash], step)
    appendAudit(store, [{ action: 'emptyTrash', ...report }])
    for (const error of unreadable) throw error
    return report
  })
}
