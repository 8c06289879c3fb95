import type { Readable, Writable } from 'node:stream'
import type {
  BatchStorage,
  EnumerableStorage,
  LabelRevision,
  LabelStorage,
  PromptVersion,
  VersionStorage,
} from '@autoopt/storage-core'
import { importLabelHistory } from './labels/import-label-history.ts'
import type { MoveLabelOptions } from './labels/label-options.ts'
import { deleteLabel, rollBackLabel, setLabel } from './labels/move-label.ts'
import { getByLabel, getLabel, labelHistory, labelsOf } from './labels/read-labels.ts'
import type { AuditEntry } from './observe/audit-entry.ts'
import { readAuditLog, type ReadAuditLogOptions } from './observe/read-audit-log.ts'
import type { VersionEvent } from './observe/version-event.ts'
import { watchVersions, type WatchOptions } from './observe/watch-versions.ts'
import { type FileSystemStorageOptions } from './options.ts'
import { convertSharding, type ConvertOptions, type ConvertReport } from './convert/convert-sharding.ts'
import { checkDiskSpace, type DiskSpace } from './maintain/check-disk-space.ts'
import { warmCache, type WarmOptions } from './maintain/warm-cache.ts'
import { storageStats, type StorageStats } from './observe/storage-stats.ts'
import { OpenStore } from './open-store.ts'
import { diff, type VersionDiff } from './query/diff-versions.ts'
import { count, getMany, has, type VersionName } from './query/find-versions.ts'
import { listPrompts, type ListPromptsOptions } from './query/list-prompts.ts'
import { listVersionNumbers, type ListVersionNumbersOptions } from './query/list-version-numbers.ts'
import { saveMany } from './save/save-many.ts'
import { saveNext, type SaveNextOptions, type VersionDraft } from './save/save-next.ts'
import { saveVersion, type SaveOptions } from './save/save-version.ts'
import { type ArchiveOptions, type ArchiveReport, archiveVersions } from './archive/archive-versions.ts'
import { unarchive } from './archive/unarchive.ts'
import { prune, type PruneOptions, type PruneReport } from './prune/prune.ts'
import { clearAll } from './trash/clear-all.ts'
import { emptyTrash, type EmptyTrashOptions, type EmptyTrashReport } from './trash/empty-trash.ts'
import { type DeletedVersion, listDeleted } from './trash/list-deleted.ts'
import { restoreDeleted } from './trash/restore-deleted.ts'
import { deleteVersion } from './trash/delete-version.ts'
import { type BackupOptions, backupStore, type TransferReport } from './transfer/backup-store.ts'
import { type ExchangeOptions, type ExchangeProgress, exportVersions } from './transfer/export-versions.ts'
import { type ImportReport, importVersions } from './transfer/import-versions.ts'
import { type RestoreOptions, restoreStore } from './transfer/restore-store.ts'
import { type VerifyOptions, type VerifyReport, verifyStore } from './verify/verify-store.ts'

/**
 * Versions as files, `<storageDir>/<prompt>/<version>.json`, for any number of processes at once. The directories are
 * the truth; memory only remembers them. What is not named like a prompt or a version is left alone.
 */
export class FileSystemStorage implements VersionStorage, EnumerableStorage, BatchStorage, LabelStorage {
  readonly #store: OpenStore

  /**
   * Touches nothing on disk: the store is opened at its first use.
   * @throws {@link DirectoryError} when the path is empty.
   */
  constructor(options: FileSystemStorageOptions) {
    this.#store = new OpenStore(options)
  }

  /** Absolute. */
  get storageDir(): string {
    return this.#store.layout.root
  }

  /**
   * @throws {@link VersionConflictError} also when the version was deleted, unless `reuseDeleted`.
   * @throws {@link LatestChangedError} when `ifLatest` does not hold.
   */
  async saveVersion(version: PromptVersion, options?: SaveOptions): Promise<void> {
    await saveVersion(this.#store, version, options)
  }

  async saveMany(records: readonly PromptVersion[]): Promise<void> {
    await saveMany(this.#store, records)
  }

  /**
   * Saves a version under the next number that is free, whoever saves at the same time.
   * @returns the version as it was saved.
   */
  async saveNext(promptId: string, draft: VersionDraft, options: SaveNextOptions): Promise<PromptVersion> {
    return saveNext(this.#store, promptId, draft, options)
  }

  async getVersion(promptId: string, version: string): Promise<PromptVersion | undefined> {
    const store = this.#store
    if (!store.isOpen && !(await store.open())) return undefined
    return store.reader.get(promptId, version)
  }

  async listVersions(promptId: string): Promise<PromptVersion[]> {
    const store = this.#store
    return store.isOpen || (await store.open()) ? store.reader.list(promptId) : []
  }

  async getLatestVersion(promptId: string): Promise<PromptVersion | undefined> {
    const store = this.#store
    return store.isOpen || (await store.open()) ? store.reader.latest(promptId) : undefined
  }

  /** Moves the version to the trash. Its number stays taken, unless the store was opened with `reuseDeleted`. */
  async deleteVersion(promptId: string, version: string): Promise<boolean> {
    return deleteVersion(this.#store, promptId, version)
  }

  /** Moves everything to the trash. Every number is free again. */
  async clearAll(): Promise<void> {
    await clearAll(this.#store)
  }

  /** What lies in the trash, of one prompt or of all. */
  listDeleted(promptId?: string): AsyncGenerator<DeletedVersion> {
    return listDeleted(this.#store, promptId)
  }

  /**
   * Takes a deletion back. Of a number that was deleted more than once the last version comes back, and the others are gone.
   * @returns false when the trash has no content of that number.
   * @throws {@link VersionConflictError} when the number is in use again.
   * @throws {@link CorruptVersionError} when what is in the trash is damaged.
   */
  async restoreDeleted(promptId: string, version: string): Promise<boolean> {
    return restoreDeleted(this.#store, promptId, version)
  }

  /** Removes what was deleted or cleared, for good. Numbers stay taken unless they are to be forgotten. */
  async emptyTrash(options?: EmptyTrashOptions): Promise<EmptyTrashReport> {
    return emptyTrash(this.#store, options)
  }

  /**
   * Moves old versions to the trash, or says which: never the latest, the best, one that a label points at, or the parent
   * of one that stays.
   * @throws {@link RangeError} when nothing says which versions are old.
   */
  async prune(options: PruneOptions): Promise<PruneReport> {
    return prune(this.#store, options)
  }

  /**
   * Moves old versions into packs, where they are read as before: never the latest, or one that a label points at.
   * @throws {@link RangeError} when nothing says which versions are old.
   */
  async archive(options: ArchiveOptions): Promise<ArchiveReport> {
    return archiveVersions(this.#store, options)
  }

  /**
   * Makes files of archived versions again, as they were to the byte.
   * @param versions those to put back. Default: all of the prompt.
   * @returns those that were put back.
   */
  async unarchive(promptId: string, versions?: readonly string[]): Promise<string[]> {
    return unarchive(this.#store, promptId, versions)
  }

  async *promptIds(): AsyncGenerator<string> {
    if (!(await this.#store.open())) return
    for await (const { promptId } of this.#store.index.walk()) yield promptId
  }

  /**
   * Writes `.index.json` anew from what is on disk. Nothing needs it but speed.
   * @returns how many prompts it names.
   */
  async rebuildIndex(): Promise<number> {
    await this.#store.openForWriting()
    return this.#store.index.rebuild()
  }

  /**
   * Reads everything and says what is wrong; with `repair`, puts aside what is damaged and into place what is misplaced.
   * @throws {@link LockError} when another process repairs.
   */
  async verify(options?: VerifyOptions): Promise<VerifyReport> {
    return verifyStore(this.#store, options)
  }

  /**
   * Copies the store into a folder that is a store itself, while others may write.
   * @throws {@link BackupError} when the folder is not empty, unless it is an earlier backup and `incremental`.
   */
  async backup(folder: string, options?: BackupOptions): Promise<TransferReport> {
    return backupStore(this.#store, folder, options)
  }

  /**
   * Puts a backup back.
   * @throws {@link BackupError} when it is not complete, or the store is not empty, unless `replace`.
   */
  async restore(folder: string, options?: RestoreOptions): Promise<TransferReport> {
    return restoreStore(this.#store, folder, options)
  }

  /**
   * Writes every version and label as lines of JSON.
   * @throws {@link ExchangeError} when they cannot be written.
   */
  async exportTo(target: string | Writable, options?: ExchangeOptions): Promise<ExchangeProgress> {
    return exportVersions(this.#store, target, options)
  }

  /**
   * Saves what `exportTo` wrote, without replacing anything.
   * @throws {@link ExchangeError} when it is damaged or cut short.
   * @throws {@link VersionConflictError} when a version is there with other content.
   */
  async importFrom(source: string | Readable, options?: ExchangeOptions): Promise<ImportReport> {
    return importVersions(this.#store, source, options)
  }

  /**
   * Moves the prompts into shards, into others, or out of them.
   * @throws {@link LockError} when another process has the store open for writing.
   */
  async convertSharding(options: ConvertOptions): Promise<ConvertReport> {
    return convertSharding(this.#store, options)
  }

  /** Counts prompts and versions, and says what this process has read and saved, and how long that took. */
  async getStorageStats(): Promise<StorageStats> {
    return storageStats(this.#store)
  }

  /** @param requiredBytes what is about to be written. */
  async checkDiskSpace(requiredBytes?: number): Promise<DiskSpace> {
    return checkDiskSpace(this.#store, requiredBytes)
  }

  /**
   * Reads the latest versions of the prompts that changed last into memory.
   * @returns how many were read.
   */
  async warm(options?: WarmOptions): Promise<number> {
    return warmCache(this.#store, options)
  }

  /** @throws {@link ProtectedLabelError} when the label is protected and points at a version, unless `force`. */
  async setLabel(promptId: string, label: string, version: string, options?: MoveLabelOptions): Promise<LabelRevision> {
    return setLabel(this.#store, { promptId, label }, version, options)
  }

  async getLabel(promptId: string, label: string): Promise<string | undefined> {
    return getLabel(this.#store, { promptId, label })
  }

  async getByLabel(promptId: string, label: string): Promise<PromptVersion | undefined> {
    return getByLabel(this.#store, { promptId, label })
  }

  async labelsOf(promptId: string): Promise<Record<string, string>> {
    return labelsOf(this.#store, promptId)
  }

  async labelHistory(promptId: string, label: string): Promise<LabelRevision[]> {
    return labelHistory(this.#store, { promptId, label })
  }

  /** @throws {@link ProtectedLabelError} when the label is protected and points at a version, unless `force`. */
  async deleteLabel(promptId: string, label: string, options?: MoveLabelOptions): Promise<boolean> {
    return deleteLabel(this.#store, { promptId, label }, options)
  }

  /** @throws {@link ProtectedLabelError} when the label is protected and points at a version, unless `force`. */
  async rollbackLabel(promptId: string, label: string, options?: MoveLabelOptions): Promise<LabelRevision> {
    return rollBackLabel(this.#store, { promptId, label }, options)
  }

  /** @throws {@link ProtectedLabelError} when the label is protected and would move, unless `force`. */
  async importLabelHistory(
    promptId: string,
    label: string,
    revisions: readonly LabelRevision[],
    options?: Pick<MoveLabelOptions, 'force'>,
  ): Promise<void> {
    await importLabelHistory(this.#store, { promptId, label }, revisions, options)
  }

  /** A page of the ids of the prompts that have versions, sorted. */
  async listPrompts(options?: ListPromptsOptions): Promise<string[]> {
    return listPrompts(this.#store, options)
  }

  /**
   * A page of the numbers of a prompt's versions, in order; no version is read.
   * @throws {@link InvalidQueryError} when the range is none.
   */
  async listVersionNumbers(promptId: string, options?: ListVersionNumbersOptions): Promise<string[]> {
    return listVersionNumbers(this.#store, promptId, options)
  }

  /** Whether there is this version, or any when no number is given. */
  async has(promptId: string, version?: string): Promise<boolean> {
    return has(this.#store, { promptId, version })
  }

  /** How many versions the prompt has, or all prompts together. */
  async count(promptId?: string): Promise<number> {
    return count(this.#store, promptId)
  }

  /** The versions of these names, in their order; `undefined` for each that does not exist. */
  async getMany(names: readonly VersionName[]): Promise<(PromptVersion | undefined)[]> {
    return getMany(this.#store, names)
  }

  /** What differs between two versions; `undefined` when one of them does not exist. */
  async diff(promptId: string, from: string, to: string): Promise<VersionDiff | undefined> {
    return diff(this.#store, promptId, [from, to])
  }

  /**
   * The changes of a prompt, or of all prompts, by whatever process, as they happen: until the signal aborts or the store
   * is closed. What is saved and deleted again between two looks may go unmentioned; moves of labels never do.
   */
  watch(promptId?: string, options?: WatchOptions): AsyncGenerator<VersionEvent> {
    return watchVersions(this.#store, promptId, options)
  }

  /** What every process that keeps a log (`auditLog`) has done to the store, by time. */
  readAuditLog(options?: ReadAuditLogOptions): AsyncGenerator<AuditEntry> {
    return readAuditLog(this.#store, options)
  }

  /** Resolves when everything that was saved is on disk and nothing is under way. */
  async flush(): Promise<void> {
    await this.#store.settled()
  }

  /** Waits for what is under way, and ends the use of the store. */
  async close(): Promise<void> {
    await this.#store.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
