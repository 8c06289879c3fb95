import type { PromptVersion } from './records.ts'

/** A store that can save many versions at once. */
export interface BatchStorage {
  /**
   * Keeps all of the records or none of them: whoever reads, also after a crash, finds the whole batch or nothing of it.
   * The records may belong to different prompts; an empty batch changes nothing.
   * @throws {@link VersionConflictError} when the store, or the batch itself, already has one of the versions.
   * @throws {@link InvalidVersionError} when a record is not valid; `context.index` is its place in the batch.
   */
  saveMany(records: readonly PromptVersion[]): Promise<void>
}
