import { join, resolve } from 'node:path'
import {
  type EnumerableStorage,
  parseVersion,
  type PromptVersion,
  VersionConflictError,
  type VersionStorage,
} from '@autoopt/storage-core'
import { attempt } from './attempt.ts'
import { createFile } from './create-file.ts'
import { DeleteFailedError, DirectoryError } from './errors.ts'
import { isDirectory } from './is-directory.ts'
import { listDirectory } from './list-directory.ts'
import { makeStorageDirectory } from './make-storage-directory.ts'
import { PromptDirectory } from './prompt-directory.ts'
import { isPromptDirectoryName, promptDirectoryName } from './prompt-directory-name.ts'
import { syncDirectory } from './sync-directory.ts'
import { formatVersionFile } from './version-file.ts'
import { isVersion } from './version-file-name.ts'

export interface FileSystemStorageOptions {
  /** Where the store lies. Made at the first save, with what is missing above it. */
  readonly storageDir: string
}

/**
 * Versions as files, `<storageDir>/<prompt>/<version>.json`, for any number of processes at once. The directory is the
 * truth: nothing is cached and nothing is locked. What is not named like a prompt or a version is left alone.
 */
export class FileSystemStorage implements VersionStorage, EnumerableStorage {
  /** Absolute. */
  readonly storageDir: string
  #isDurable = false

  /**
   * Touches nothing on disk.
   * @throws {@link DirectoryError} when the path is empty.
   */
  constructor({ storageDir }: FileSystemStorageOptions) {
    if (storageDir === '') throw new DirectoryError({ what: 'Cannot open a store', path: '', why: 'the path is empty' })
    this.storageDir = resolve(storageDir)
  }

  async saveVersion(version: PromptVersion): Promise<void> {
    const record = parseVersion(version)
    await makeStorageDirectory(this.storageDir, { isDurable: this.#isDurable })
    this.#isDurable = true
    const path = this.#directoryOf(record.prompt_id).fileOf(record.version)
    if (await createFile(path, formatVersionFile(record))) return
    throw new VersionConflictError({ promptId: record.prompt_id, version: record.version })
  }

  async getVersion(promptId: string, version: string): Promise<PromptVersion | undefined> {
    const directory = this.#directoryOf(promptId)
    if (!isVersion(version) || !(await isDirectory(directory.path))) return undefined
    return directory.read(promptId, version)
  }

  async listVersions(promptId: string): Promise<PromptVersion[]> {
    const directory = this.#directoryOf(promptId)
    const records: PromptVersion[] = []
    for (const version of await directory.versions()) {
      const record = await directory.read(promptId, version)
      // Deleted since its directory was listed.
      if (record !== undefined) records.push(record)
    }
    return records
  }

  async getLatestVersion(promptId: string): Promise<PromptVersion | undefined> {
    const directory = this.#directoryOf(promptId)
    for (const version of (await directory.versions()).toReversed()) {
      const record = await directory.read(promptId, version)
      if (record !== undefined) return record
    }
    return undefined
  }

  async deleteVersion(promptId: string, version: string): Promise<boolean> {
    const directory = this.#directoryOf(promptId)
    if (!isVersion(version) || !(await directory.unlink(version))) return false
    await this.#syncDeletion(directory.path)
    return true
  }

  async clearAll(): Promise<void> {
    for (const directory of await this.#directories()) {
      for (const version of await directory.versions()) await directory.unlink(version)
      if (!(await directory.removeIfEmpty())) await this.#syncDeletion(directory.path)
    }
    await this.#syncDeletion(this.storageDir)
  }

  async *promptIds(): AsyncGenerator<string> {
    for (const directory of await this.#directories()) {
      const promptId = await directory.promptId()
      if (promptId !== undefined) yield promptId
    }
  }

  #directoryOf(promptId: string): PromptDirectory {
    return new PromptDirectory(join(this.storageDir, promptDirectoryName(promptId)))
  }

  /** Those that are named like a prompt's. */
  async #directories(): Promise<PromptDirectory[]> {
    const entries = await listDirectory(this.storageDir)
    return entries
      .filter((entry) => entry.isDirectory() && isPromptDirectoryName(entry.name))
      .map(({ name }) => new PromptDirectory(join(this.storageDir, name)))
  }

  async #syncDeletion(path: string): Promise<void> {
    await attempt({ what: 'Cannot make a deletion durable', path, failure: DeleteFailedError }, async () => {
      // When the directory itself was cleared away meanwhile, it is that which must last.
      if (!(await syncDirectory(path))) await syncDirectory(this.storageDir)
    })
  }
}
