import { listDirectory } from '../files/directories.ts'
import { versionFileName } from '../layout/version-file-name.ts'
import { forEachPrompt, type LongWorkOptions, type SkippedPrompt } from '../maintain/long-work.ts'
import { withMaintenanceLock } from '../maintain/maintenance-lock.ts'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { checkRule } from '../prune/retention-rule.ts'
import { packVersions } from './pack-versions.ts'

/** Which versions are to be archived: those that every limit that is given calls old. At least one must be given. */
export interface ArchiveOptions extends LongWorkOptions {
  /** How many of the highest numbers of a prompt stay files. */
  readonly keepLast?: number | undefined
  /** Milliseconds since its creation for which a version stays a file. */
  readonly olderThanMs?: number | undefined
}

/** What was archived. */
export interface ArchiveReport {
  readonly prompts: number
  readonly versions: number
  readonly skipped: readonly SkippedPrompt[]
}

/** Moves old versions into packs; the whole way of `archive`. Never the latest, or one that a label points at. */
export async function archiveVersions(store: OpenStore, options: ArchiveOptions): Promise<ArchiveReport> {
  checkRule({ keepLast: options.keepLast, maxAgeMs: options.olderThanMs })
  if (!(await store.open())) return { prompts: 0, versions: 0, skipped: [] }
  await store.openForWriting()
  return withMaintenanceLock(store, 'archive versions', async (stillHeld) => {
    let [prompts, versions] = [0, 0]
    const skipped = await forEachPrompt(store, options, async (promptId) => {
      const old = await oldFiles(store, promptId, options)
      stillHeld()
      const moved = await packVersions(store, promptId, { versions: old, stillHeld })
      prompts += moved.length === 0 ? 0 : 1
      versions += moved.length
      appendAudit(
        store,
        moved.map((version) => ({ action: 'archive', prompt_id: promptId, version })),
      )
      return moved.length
    })
    return { prompts, versions, skipped }
  })
}

/** The old versions of a prompt that are files. */
async function oldFiles(
  { reader, labels, layout, files, options: { now } }: OpenStore,
  promptId: string,
  { keepLast = 1, olderThanMs }: ArchiveOptions,
): Promise<string[]> {
  const directory = layout.promptDirectory(promptId)
  const versions = await reader.versions(promptId)
  const names = new Set(listDirectory(files, directory))
  const labelled = new Set((await labels.targets(directory)).map(([, version]) => version))
  const old: string[] = []
  for (const version of versions.slice(0, -Math.max(1, keepLast))) {
    if (labelled.has(version) || !names.has(versionFileName(version))) continue
    const record = olderThanMs === undefined ? undefined : await reader.get(promptId, version)
    if (record === undefined || now() - Date.parse(record.created_at) >= (olderThanMs ?? 0)) old.push(version)
  }
  return old
}
