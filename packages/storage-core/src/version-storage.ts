import type { PromptVersion } from './records.ts'

/**
 * Where prompt versions live. Frozen at six methods: a change here is a new major version of this package,
 * a further ability is a further interface.
 */
export interface VersionStorage {
  /**
   * Keeps a version. It never replaces one.
   * @throws {@link VersionConflictError} when this prompt already has this version.
   * @throws {@link InvalidVersionError} when the record does not fit its schema.
   */
  saveVersion(version: PromptVersion): Promise<void>
  getVersion(promptId: string, version: string): Promise<PromptVersion | undefined>
  /** Ascending by semver precedence; equal precedence (build metadata) by the version's text. */
  listVersions(promptId: string): Promise<PromptVersion[]>
  /** The last of {@link VersionStorage.listVersions}. */
  getLatestVersion(promptId: string): Promise<PromptVersion | undefined>
  /** @returns whether there was such a version. */
  deleteVersion(promptId: string, version: string): Promise<boolean>
  clearAll(): Promise<void>
}

/** A store that can name its prompts. */
export interface EnumerableStorage {
  /** The id of every prompt that has a version, each once, in no particular order. */
  promptIds(): AsyncIterable<string>
}
