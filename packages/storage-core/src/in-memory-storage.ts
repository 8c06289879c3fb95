import { bySemver } from './by-semver.ts'
import { VersionConflictError } from './errors.ts'
import { parseVersion } from './parse-version.ts'
import { promptKey } from './prompt-key.ts'
import type { PromptVersion } from './records.ts'
import type { EnumerableStorage, VersionStorage } from './version-storage.ts'

/** Versions in the memory of this process, gone when it ends. */
export class InMemoryStorage implements VersionStorage, EnumerableStorage {
  readonly #prompts = new Map<string, Map<string, PromptVersion>>()

  async saveVersion(version: PromptVersion): Promise<void> {
    const record = parseVersion(version)
    const key = promptKey(record.prompt_id)
    const versions = this.#prompts.get(key) ?? new Map<string, PromptVersion>()
    if (versions.has(record.version)) {
      throw new VersionConflictError({ promptId: record.prompt_id, version: record.version })
    }
    versions.set(record.version, record)
    this.#prompts.set(key, versions)
  }

  async getVersion(promptId: string, version: string): Promise<PromptVersion | undefined> {
    return this.#prompts.get(promptKey(promptId))?.get(version)
  }

  async listVersions(promptId: string): Promise<PromptVersion[]> {
    const versions = this.#prompts.get(promptKey(promptId))?.values() ?? []
    return [...versions].toSorted((left, right) => bySemver(left.version, right.version))
  }

  async getLatestVersion(promptId: string): Promise<PromptVersion | undefined> {
    return (await this.listVersions(promptId)).at(-1)
  }

  async deleteVersion(promptId: string, version: string): Promise<boolean> {
    const key = promptKey(promptId)
    const versions = this.#prompts.get(key)
    const existed = versions?.delete(version) ?? false
    if (versions?.size === 0) this.#prompts.delete(key)
    return existed
  }

  async clearAll(): Promise<void> {
    this.#prompts.clear()
  }

  async *promptIds(): AsyncGenerator<string> {
    yield* this.#prompts.keys()
  }
}
