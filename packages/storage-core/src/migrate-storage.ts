/**
 * Invariant: the source is only read, and nothing in the target is ever replaced; so a migration that fails or is
 * stopped anywhere has lost nothing, and running it again goes on where it stopped.
 *
 * 1. Copy, prompt by prompt: a version that the target lacks is saved; one that it has with the same content is skipped;
 *    one that it has with other content stops the migration. Then its labels, if both stores have labels.
 * 2. Verify, prompt by prompt: both stores are read again, and the target must hold each version with the same content,
 *    and each label with the same history or a continuation of it.
 * 3. Count: both passes must have seen as many prompts, versions and labels, else the source changed in between.
 */
import { isDeepStrictEqual } from 'node:util'
import { MigrationConflictError, MigrationVerificationError, VersionConflictError } from './errors.ts'
import { copyLabels, labelStorages, verifyLabels } from './migrate-labels.ts'
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
  /** How many labels the source holds, when both stores have labels; else 0. */
  readonly labels: number
}

/** How far a migration has come. `prompts`, `versions` and `labels` count from zero in each of the two phases. */
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
 * Copies every version of one store into another, and every label with its history where both have labels, and proves
 * that it arrived. Holds one prompt's versions in memory at a time. Versions and labels that only the target has stay and
 * are not counted; histories of deleted labels are not copied. A failure of either store is passed on as it is.
 * @throws {@link MigrationConflictError} when the target has other content under a version or a label of the source.
 * @throws {@link VersionConflictError} when the target keeps the number of a version taken that was deleted there.
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
  if (describe(verified) !== describe(copied)) {
    throw new MigrationVerificationError(
      `the source held ${describe(copied)} while copying, and ${describe(verified)} afterwards`,
      { copied, verified },
    )
  }
  return copied
}

function describe({ prompts, versions, labels }: MigrationResult): string {
  return `${versions} versions of ${prompts} prompts and ${labels} labels`
}

async function copyPrompts(
  from: VersionStorage & EnumerableStorage,
  to: VersionStorage,
  { onProgress, signal }: MigrationOptions,
): Promise<MigrationResult> {
  const counts = { prompts: 0, versions: 0, copied: 0, skipped: 0, labels: 0 }
  const labelled = labelStorages(from, to)
  for await (const promptId of from.promptIds()) {
    for (const record of await from.listVersions(promptId)) {
      signal?.throwIfAborted()
      counts[await copyVersion(parseVersion(record), to)] += 1
      counts.versions += 1
    }
    if (labelled) counts.labels += await copyLabels(promptId, labelled)
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
    if (error instanceof VersionConflictError && error.context['deleted'] !== true) return false
    throw error
  }
}

async function verifyPrompts(
  from: VersionStorage & EnumerableStorage,
  to: VersionStorage,
  { copied, skipped }: MigrationResult,
  { onProgress, signal }: MigrationOptions,
): Promise<MigrationResult> {
  const counts = { prompts: 0, versions: 0, copied, skipped, labels: 0 }
  const labelled = labelStorages(from, to)
  for await (const promptId of from.promptIds()) {
    signal?.throwIfAborted()
    counts.versions += await verifyPrompt(promptId, from, to)
    if (labelled) counts.labels += await verifyLabels(promptId, labelled)
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
