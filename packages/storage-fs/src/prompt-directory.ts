import { rmdir, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { bySemver, promptKey, type PromptVersion } from '@autoopt/storage-core'
import { attempt } from './attempt.ts'
import { CorruptVersionError, DeleteFailedError } from './errors.ts'
import { isDirectory } from './is-directory.ts'
import { isErrno } from './is-errno.ts'
import { listDirectory } from './list-directory.ts'
import { isPlain, promptDirectoryName } from './prompt-directory-name.ts'
import { readRegularFile } from './read-regular-file.ts'
import { parseVersionFile } from './version-file.ts'
import { versionFileName, versionOfFileName } from './version-file-name.ts'

/** The directory of one prompt, which need not exist. Files in it that are not named like a version are left alone. */
export class PromptDirectory {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  fileOf(version: string): string {
    return join(this.path, versionFileName(version))
  }

  /** The versions that have a file, ascending. */
  async versions(): Promise<string[]> {
    if (!(await isDirectory(this.path))) return []
    const entries = await listDirectory(this.path)
    return entries.flatMap(({ name }) => versionOfFileName(name) ?? []).toSorted(bySemver)
  }

  /**
   * Reads the version of the prompt that this is the directory of.
   * @throws {@link CorruptVersionError} when the file is damaged, or holds a version of another prompt or number.
   */
  async read(promptId: string, version: string): Promise<PromptVersion | undefined> {
    const record = await this.#readAny(version)
    if (record === undefined || promptKey(record.prompt_id) === promptKey(promptId)) return record
    throw misplaced(this.fileOf(version), record)
  }

  /** The id of the prompt that this is the directory of; undefined when it has no versions. */
  async promptId(): Promise<string | undefined> {
    const name = basename(this.path)
    for (const version of await this.versions()) {
      if (isPlain(name)) return name
      const record = await this.#readAny(version)
      if (record === undefined) continue
      if (promptDirectoryName(record.prompt_id) !== name) throw misplaced(this.fileOf(version), record)
      return promptKey(record.prompt_id)
    }
    return undefined
  }

  /** @returns whether there was such a version. */
  async unlink(version: string): Promise<boolean> {
    if (!(await isDirectory(this.path))) return false
    const path = this.fileOf(version)
    return attempt({ what: 'Cannot delete a version', path, failure: DeleteFailedError }, async () => {
      try {
        await unlink(path)
        return true
      } catch (error) {
        if (isErrno(error, 'ENOENT')) return false
        throw error
      }
    })
  }

  /** @returns whether the directory is gone; one with other people's files in it stays. */
  async removeIfEmpty(): Promise<boolean> {
    return attempt({ what: 'Cannot remove a directory', path: this.path, failure: DeleteFailedError }, async () => {
      try {
        await rmdir(this.path)
        return true
      } catch (error) {
        if (isErrno(error, 'ENOTEMPTY', 'EEXIST')) return false
        if (isErrno(error, 'ENOENT')) return true
        throw error
      }
    })
  }

  /** Whoever's version it is, as long as it is the one with this number. */
  async #readAny(version: string): Promise<PromptVersion | undefined> {
    const path = this.fileOf(version)
    const bytes = await readRegularFile(path)
    if (bytes === undefined) return undefined
    const record = parseVersionFile(bytes, path)
    if (record.version === version) return record
    throw misplaced(path, record)
  }
}

function misplaced(path: string, { prompt_id: promptId, version }: PromptVersion): CorruptVersionError {
  const why = `it holds version ${version} of prompt ${JSON.stringify(promptId)}, which belongs elsewhere`
  return new CorruptVersionError({ what: 'Cannot use a version file', path, why })
}
