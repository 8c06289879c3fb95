import type { BatchStorage } from './batch-storage.ts'
import { InvalidScopeError, NotEnumerableError } from './errors.ts'
import { isBatchStorage } from './is-batch-storage.ts'
import { isEnumerable } from './is-enumerable.ts'
import { isLabelStorage } from './is-label-storage.ts'
import type { LabelStorage } from './label-storage.ts'
import { parseVersion } from './parse-version.ts'
import { type PromptVersion, promptIdSchema } from './records.ts'
import { Scope } from './scope.ts'
import { scopedBatches } from './scoped-batches.ts'
import { scopedLabels } from './scoped-labels.ts'
import { scopedPromptIds } from './scoped-prompt-ids.ts'
import type { EnumerableStorage, VersionStorage } from './version-storage.ts'

/** A view of a store: it can what the store can, of the abilities that this package knows. */
export type ScopedStorage<Storage> = VersionStorage &
  (Storage extends EnumerableStorage ? EnumerableStorage : unknown) &
  (Storage extends BatchStorage ? BatchStorage : unknown) &
  (Storage extends LabelStorage ? LabelStorage : unknown)

/**
 * Returns one user's or team's own view of a store: it sees, deletes, labels and clears only what was saved through a
 * scope of that name. The store keeps its prompts as `<scope>:<prompt id>`, with the scope percent-encoded; ids of that
 * form are the scope's, so whoever also writes to the store directly must use others. Scopes that are equal after NFC
 * normalisation are one scope. `clearAll` deletes label by label and version by version, so what is saved meanwhile may
 * survive it, and so do the histories of the labels.
 * @throws {@link InvalidScopeError} when `scope` could not be a prompt id.
 */
export function scopedStorage<Storage extends VersionStorage>(storage: Storage, scope: string): ScopedStorage<Storage>
export function scopedStorage(storage: VersionStorage, name: string): VersionStorage {
  if (!promptIdSchema.safeParse(name).success) throw new InvalidScopeError({ scope: name })
  const scope = new Scope(name)
  return Object.assign(
    new ScopedVersions(storage, scope),
    isEnumerable(storage) && scopedPromptIds(storage, scope),
    isBatchStorage(storage) && scopedBatches(storage, scope),
    isLabelStorage(storage) && scopedLabels(storage, scope),
  )
}

class ScopedVersions implements VersionStorage {
  readonly #storage: VersionStorage
  readonly #scope: Scope

  constructor(storage: VersionStorage, scope: Scope) {
    this.#storage = storage
    this.#scope = scope
  }

  async saveVersion(version: PromptVersion): Promise<void> {
    // Checked before the prefix is added, which would make a valid id of an empty one.
    const record = this.#scope.add(parseVersion(version))
    await this.#scope.naming(async () => this.#storage.saveVersion(record))
  }

  async getVersion(promptId: string, version: string): Promise<PromptVersion | undefined> {
    const record = await this.#storage.getVersion(this.#scope.prefix + promptId, version)
    return record && this.#scope.remove(record)
  }

  async listVersions(promptId: string): Promise<PromptVersion[]> {
    const records = await this.#storage.listVersions(this.#scope.prefix + promptId)
    return records.map((record) => this.#scope.remove(record))
  }

  async getLatestVersion(promptId: string): Promise<PromptVersion | undefined> {
    const record = await this.#storage.getLatestVersion(this.#scope.prefix + promptId)
    return record && this.#scope.remove(record)
  }

  async deleteVersion(promptId: string, version: string): Promise<boolean> {
    return this.#scope.naming(async () => this.#storage.deleteVersion(this.#scope.prefix + promptId, version))
  }

  async clearAll(): Promise<void> {
    if (!isEnumerable(this.#storage)) throw new NotEnumerableError({ scope: this.#scope.name })
    // Collected first: not every store can be walked while it changes.
    const promptIds: string[] = []
    for await (const promptId of scopedPromptIds(this.#storage, this.#scope).promptIds()) promptIds.push(promptId)
    for (const promptId of promptIds) await this.#clear(promptId)
  }

  async #clear(promptId: string): Promise<void> {
    if (isLabelStorage(this.#storage)) {
      const labels = scopedLabels(this.#storage, this.#scope)
      for (const label of Object.keys(await labels.labelsOf(promptId))) await labels.deleteLabel(promptId, label)
    }
    for (const { version } of await this.listVersions(promptId)) await this.deleteVersion(promptId, version)
  }
}
