/**
 * Invariant: the source is only read, and nothing in the target is ever replaced; so a migration that fails or is
 * stopped anywhere has lost nothing, and running it again goes on where it stopped.
 *
 * 1. Copy, prompt by prompt: a version that the target lacks is saved; one that it has with the same content is skipped;
 *    one that it has with other content stops the migration.
 * 2. Verify, prompt by prompt: both stores are read again, and the target must hold each version with the same content.
 * 3. Count: both passes must have seen as many prompts and versions, else the source changed in between.
 */
import { isDeepStrictEqual } from 'node:util'
import { MigrationConflictError, MigrationVerificationError, VersionConflictError } from './errors.ts'
import { parseVersion } from './parse-version.ts'
import type { PromptVersion } from './records.ts'
import type { EnumerableStorage, VersionStorage } from './version-storage.ts'

export interface MigrationResult {
  readonly prompts: number
  /** How many versions the source holds: those that were copied and those that were skipped. */
  readonly versions: number
  readonly copied: number
  /** How many versions the target already had with the same content. */
  readonly skipped: number
}

/** How far a migration has come. `prompts` and `versions` count from zero in each of the two phases. */
export interface MigrationProgress extends MigrationResult {
  readonly phase: 'copy' | 'verify'
  /** The prompt that was just finished. */
  readonly promptId: string
}

export interface MigrationOptions {
  /** Called after each prompt of each phase. */
  readonly onProgress?: (progress: MigrationProgress) => void
  /** Stops the migration before the next version; the returned promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/**
 * Copies every version of one store into another and proves that it arrived. Holds one prompt's versions in memory at a
 * time. Versions that only the target has stay and are not counted. A failure of either store is passed on as it is.
 * @throws {@link MigrationConflictError} when the target has other content under a version of the source.
 * @throws {@link MigrationVerificationError} when the target does not hold what the source holds after copying.
 * @throws {@link InvalidVersionError} when the source hands out a record that no store can keep.
 */
export async function migrateStorage(
  from: VersionStorage & EnumerableStorage,
  to: VersionStorage,
  options: MigrationOptions = {},
): Promise<MigrationResult> {
  const copied = await copyPrompts(from, to, options)
  const verified = await verifyPrompts(from, to, copied, options)
  if (verified.prompts !== copied.prompts || verified.versions !== copied.versions) {
    throw new MigrationVerificationError(
      `the source held ${copied.versions} versions of ${copied.prompts} prompts while copying, and ${verified.versions} of ${verified.prompts} afterwards`,
      { copied, verified },
    )
  }
  return copied
}

async function copyPrompts(
  from: VersionStorage & EnumerableStorage,
  to: VersionStorage,
  { onProgress, signal }: MigrationOptions,
): Promise<MigrationResult> {
  const counts = { prompts: 0, versions: 0, copied: 0, skipped: 0 }
  for await (const promptId of from.promptIds()) {
    for (const record of await from.listVersions(promptId)) {
      signal?.throwIfAborted()
      counts[await copyVersion(parseVersion(record), to)] += 1
      counts.versions += 1
    }
    counts.prompts += 1
    onProgress?.({ phase: 'copy', promptId, ...counts })
  }
  signal?.throwIfAborted()
  return counts
}

async function copyVersion(record: PromptVersion, to: VersionStorage): Promise<'copied' | 'skipped'> {
  const found = await to.getVersion(record.prompt_id, record.version)
  if (found === undefined && (await saveIfAbsent(record, to))) return 'copied'
  const present = found ?? (await to.getVersion(record.prompt_id, record.version))
  if (isSame(present, record)) return 'skipped'
  throw new MigrationConflictError({ promptId: record.prompt_id, version: record.version })
}

/** Somebody else, perhaps a second migration, may save the same version between the look and the save. */
async function saveIfAbsent(record: PromptVersion, to: VersionStorage): Promise<boolean> {
  try {
    await to.saveVersion(record)
    return true
  } catch (error) {
    if (error instanceof VersionConflictError) return false
    throw error
  }
}

async function verifyPrompts(
  from: VersionStorage & EnumerableStorage,
  to: VersionStorage,
  { copied, skipped }: MigrationResult,
  { onProgress, signal }: MigrationOptions,
): Promise<MigrationResult> {
  const counts = { prompts: 0, versions: 0, copied, skipped }
  for await (const promptId of from.promptIds()) {
    signal?.throwIfAborted()
    counts.versions += await verifyPrompt(promptId, from, to)
    counts.prompts += 1
    onProgress?.({ phase: 'verify', promptId, ...counts })
  }
  signal?.throwIfAborted()
  return counts
}

/** @returns how many versions of the prompt the target holds as the source does. */
async function verifyPrompt(promptId: string, from: VersionStorage, to: VersionStorage): Promise<number> {
  const expected = await from.listVersions(promptId)
  const present = new Map((await to.listVersions(promptId)).map((record) => [record.version, record]))
  for (const record of expected) {
    const { version } = record
    if (isSame(present.get(version), parseVersion(record))) continue
    const finding = present.has(version) ? 'holds other content under' : 'lacks'
    throw new MigrationVerificationError(`the target ${finding} version ${version} of ${JSON.stringify(promptId)}`, {
      promptId,
      version,
    })
  }
  return expected.length
}

/** Equal as JSON values; the order of keys does not matter. */
function isSame(present: PromptVersion | undefined, record: PromptVersion): boolean {
  return present !== undefined && isDeepStrictEqual(parseVersion(present), record)
}
