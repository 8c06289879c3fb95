import { InvalidScopeError, NotEnumerableError, VersionConflictError } from './errors.ts'
import { isEnumerable } from './is-enumerable.ts'
import { parseVersion } from './parse-version.ts'
import { promptKey } from './prompt-key.ts'
import { type PromptVersion, promptIdSchema } from './records.ts'
import type { EnumerableStorage, VersionStorage } from './version-storage.ts'

/**
 * Returns one user's or team's own view of a store: it sees, deletes and clears only what was saved through a scope of
 * that name. The store keeps its prompts as `<scope>:<prompt id>`, with the scope percent-encoded; ids of that form are
 * the scope's, so whoever also writes to the store directly must use others. Scopes that are equal after NFC
 * normalisation are one scope. `clearAll` deletes version by version, so what is saved meanwhile may survive it.
 * @throws {@link InvalidScopeError} when `scope` could not be a prompt id.
 */
export function scopedStorage<Storage extends VersionStorage>(
  storage: Storage,
  scope: string,
): Storage extends EnumerableStorage ? VersionStorage & EnumerableStorage : VersionStorage
export function scopedStorage(storage: VersionStorage, scope: string): VersionStorage {
  if (!promptIdSchema.safeParse(scope).success) throw new InvalidScopeError({ scope })
  return isEnumerable(storage) ? new EnumerableScopedStorage(storage, scope) : new ScopedStorage(storage, scope)
}

class ScopedStorage<Storage extends VersionStorage> implements VersionStorage {
  protected readonly storage: Storage
  protected readonly scope: string
  /** Ends at its first colon, and a colon never merges with its neighbours under NFC: no two scopes and ids meet. */
  protected readonly prefix: string

  constructor(storage: Storage, scope: string) {
    this.storage = storage
    this.scope = scope
    this.prefix = `${encodeURIComponent(promptKey(scope))}:`
  }

  async saveVersion(version: PromptVersion): Promise<void> {
    // Checked before the prefix is added, which would make a valid id of an empty one.
    const record = parseVersion(version)
    try {
      await this.storage.saveVersion({ ...record, prompt_id: this.prefix + record.prompt_id })
    } catch (error) {
      if (!(error instanceof VersionConflictError)) throw error
      throw new VersionConflictError({ promptId: record.prompt_id, version: record.version }, { cause: error })
    }
  }

  async getVersion(promptId: string, version: string): Promise<PromptVersion | undefined> {
    const record = await this.storage.getVersion(this.prefix + promptId, version)
    return record && this.#unscoped(record)
  }

  async listVersions(promptId: string): Promise<PromptVersion[]> {
    const records = await this.storage.listVersions(this.prefix + promptId)
    return records.map((record) => this.#unscoped(record))
  }

  async getLatestVersion(promptId: string): Promise<PromptVersion | undefined> {
    const record = await this.storage.getLatestVersion(this.prefix + promptId)
    return record && this.#unscoped(record)
  }

  async deleteVersion(promptId: string, version: string): Promise<boolean> {
    return this.storage.deleteVersion(this.prefix + promptId, version)
  }

  async clearAll(): Promise<void> {
    throw new NotEnumerableError({ scope: this.scope })
  }

  #unscoped(record: PromptVersion): PromptVersion {
    return Object.freeze({ ...record, prompt_id: record.prompt_id.slice(this.prefix.length) })
  }
}

class EnumerableScopedStorage extends ScopedStorage<VersionStorage & EnumerableStorage> implements EnumerableStorage {
  async *promptIds(): AsyncGenerator<string> {
    for await (const id of this.storage.promptIds()) {
      if (id.startsWith(this.prefix)) yield id.slice(this.prefix.length)
    }
  }

  override async clearAll(): Promise<void> {
    // Collected first: not every store can be walked while it changes.
    const promptIds: string[] = []
    for await (const promptId of this.promptIds()) promptIds.push(promptId)
    for (const promptId of promptIds) {
      for (const { version } of await this.listVersions(promptId)) await this.deleteVersion(promptId, version)
    }
  }
}
