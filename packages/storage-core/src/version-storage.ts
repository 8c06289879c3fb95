import type { PromptVersion } from './records.ts'

/**
 * Where prompt versions live. Frozen at six methods: a change here is a new major version of this package,
 * a further ability is a further interface.
 *
 * Every store keeps these promises, and `@autoopt/storage-core/testing` tests them:
 * - A record comes back as it was saved, unknown keys included, and deep-frozen. The caller's object is neither kept nor
 *   frozen.
 * - Ids that are equal after NFC normalisation name one prompt; all other ids name different ones, whatever characters
 *   they hold. The record keeps the spelling it was saved with.
 * - A version appears whole or not at all, and of any number of simultaneous saves of one version exactly one succeeds.
 * - To look for an id or a version that no record can have is no error: there is nothing.
 * - Failures reject with a {@link StorageError}.
 */
export interface VersionStorage {
  /**
   * Keeps a version. It never replaces one, not even by the same content.
   * @throws {@link VersionConflictError} when this prompt already has this version.
   * @throws {@link InvalidVersionError} when the record does not fit its schema or is not plain JSON.
   */
  saveVersion(version: PromptVersion): Promise<void>
  getVersion(promptId: string, version: string): Promise<PromptVersion | undefined>
  /** Ascending by semver precedence; equal precedence (build metadata) by the version's text. */
  listVersions(promptId: string): Promise<PromptVersion[]>
  /** The last of {@link VersionStorage.listVersions}. */
  getLatestVersion(promptId: string): Promise<PromptVersion | undefined>
  /** @returns whether there was such a version. Of simultaneous deletions of one version exactly one is told so. */
  deleteVersion(promptId: string, version: string): Promise<boolean>
  /** Deletes every version of every prompt. */
  clearAll(): Promise<void>
}

/** A store that can name its prompts. */
export interface EnumerableStorage {
  /** The NFC form of the id of every prompt that has a version, each once, in no particular order. */
  promptIds(): AsyncIterable<string>
}
