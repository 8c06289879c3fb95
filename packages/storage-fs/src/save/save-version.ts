import { basename } from 'node:path'
import { LatestChangedError, parseVersion, type PromptVersion, VersionConflictError } from '@autoopt/storage-core'
import { listVersionFiles } from '../archive/list-version-files.ts'
import { FormatError } from '../errors.ts'
import { statDirectory } from '../files/directories.ts'
import { archivePath, versionPath } from '../layout/store-layout.ts'
import { versionFileName } from '../layout/version-file-name.ts'
import { versionsOfFileNames } from '../layout/version-order.ts'
import { appendAudit, savedAction } from '../observe/append-audit.ts'
import { statFile } from '../files/stat-file.ts'
import type { OpenStore } from '../open-store.ts'
import { formatVersionFile } from '../record/version-file.ts'
import type { NewFile } from './commit-queue.ts'

export interface SaveOptions {
  /**
   * The version that must be the prompt's latest, `null` for none: an optimistic chain. Of two savers that expect the
   * same at the same moment at most one succeeds.
   */
  readonly ifLatest?: string | null
  /** Gives the save up before it has begun; one that has begun is finished. */
  readonly signal?: AbortSignal
}

/** A version file whose number may be taken by something else than a file. */
export type NewVersionFile = NewFile & Required<Pick<NewFile, 'isTaken'>>

/**
 * Saves a version; the whole way of `saveVersion`.
 * @returns the record as it was saved.
 */
export async function saveVersion(
  store: OpenStore,
  version: PromptVersion,
  options: SaveOptions = {},
): Promise<PromptVersion> {
  const record = parseVersion(version)
  try {
    await createVersion(store, record, options)
  } catch (error) {
    // Somebody has removed the whole store, or moved its prompts: once more, where they belong now.
    if (error instanceof VersionConflictError || !(error instanceof FormatError || store.hasVanished())) throw error
    await createVersion(store, record, options)
  }
  return record
}

async function createVersion(
  store: OpenStore,
  record: PromptVersion,
  { ifLatest, signal }: SaveOptions,
): Promise<void> {
  const startedAt = performance.now()
  const { queue } = store.writer && store.isOpen ? store.writer : await store.openForWriting()
  const file = newVersionFile(store, record)
  store.room.check(file.bytes.length)
  const isOvertaken = (): boolean => ifLatest !== undefined && latestBeside(store, record) !== ifLatest
  const stat = await queue.create({ ...file, signal, isTaken: () => isOvertaken() || file.isTaken() })
  if (stat === undefined) throw isOvertaken() ? overtaken(store, record, ifLatest) : conflict(store, record)
  store.metrics.saved(startedAt)
  store.reader.saved(record, stat)
  store.index.changed()
  appendAudit(store, [savedAction('save', record)])
}

/** The file that a version is to become. */
export function newVersionFile(store: OpenStore, record: PromptVersion): NewVersionFile {
  const directory = store.layout.promptDirectory(record.prompt_id)
  return {
    path: versionPath(directory, record.version),
    bytes: formatVersionFile(record),
    isTaken: () => isDeleted(store, directory, record.version) || isArchived(store, directory, record.version),
  }
}

/** The error for a version whose number is taken. */
export function conflict(store: OpenStore, { prompt_id, version }: PromptVersion): VersionConflictError {
  const directory = store.layout.promptDirectory(prompt_id)
  const context = { promptId: prompt_id, version }
  return isDeleted(store, directory, version)
    ? new VersionConflictError({ ...context, deleted: true })
    : new VersionConflictError(context)
}

function isDeleted({ options, tombstones }: OpenStore, directory: string, version: string): boolean {
  return !options.reuseDeleted && tombstones.has(basename(directory), version)
}

function isArchived({ files, archive }: OpenStore, directory: string, version: string): boolean {
  // Most file systems count the directories in a directory as names of it, beside its two own; others say 1.
  if (statFile(files, directory)?.nlink === 2 || statDirectory(files, archivePath(directory)) === undefined)
    return false
  return archive.versions(directory).includes(version)
}

/** The latest version beside this one, as the directory has it at this moment. */
function latestBeside(store: OpenStore, { prompt_id, version }: PromptVersion): string | null {
  const { names } = listVersionFiles(store, store.layout.promptDirectory(prompt_id))
  names.delete(versionFileName(version))
  return versionsOfFileNames([...names]).at(-1) ?? null
}

function overtaken(store: OpenStore, record: PromptVersion, expected: string | null = null): LatestChangedError {
  return new LatestChangedError({ promptId: record.prompt_id, expected, actual: latestBeside(store, record) })
}
