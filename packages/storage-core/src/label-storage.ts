import type { LabelRevision } from './label-revision.ts'
import type { PromptVersion } from './records.ts'

/** Who moves a label, why, and from where. */
export interface LabelOptions {
  /**
   * The version that the label must point at for the call to succeed, `null` for "at none"; of simultaneous calls that
   * expect the same and move the label away, exactly one succeeds. Left out, the label is moved from wherever it is.
   */
  readonly expected?: string | null | undefined
  readonly author?: string | undefined
  readonly message?: string | undefined
}

/**
 * A store whose versions can be named: a label such as `production` points at one version of a prompt and can be moved.
 *
 * - Every move is a revision, and revisions are never changed: 1 is the first, and a label that was deleted and set again
 *   goes on counting.
 * - The name `latest` is computed: reading it gives the latest version, and it cannot be set, rolled back or deleted.
 * - To look for a label that no prompt can have is no error: there is nothing.
 * - `deleteVersion` of a version that a label points at throws {@link LabelledVersionError}; `clearAll` drops the labels too.
 */
export interface LabelStorage {
  /**
   * Points a label at a version. Each call that succeeds adds one revision, also when the label already pointed there.
   * @returns the new revision.
   * @throws {@link LabelConflictError} when `expected` is given and the label points elsewhere.
   * @throws {@link VersionNotFoundError} when the prompt has no such version.
   * @throws {@link InvalidLabelError} when no label can have this name.
   */
  setLabel(promptId: string, label: string, version: string, options?: LabelOptions): Promise<LabelRevision>
  /** @returns the number of the version that the label points at. */
  getLabel(promptId: string, label: string): Promise<string | undefined>
  /** @returns the version that the label points at. */
  getByLabel(promptId: string, label: string): Promise<PromptVersion | undefined>
  /** The version number of each label that points at one, without `latest`, in no particular order. */
  labelsOf(promptId: string): Promise<Record<string, string>>
  /** Every revision of a label, oldest first; also after the label was deleted. */
  labelHistory(promptId: string, label: string): Promise<LabelRevision[]>
  /**
   * Lets a label point at nothing. That is a revision too, with the version `null`.
   * @returns whether the label pointed at a version. Of simultaneous deletions exactly one is told so.
   * @throws {@link LabelConflictError} when `expected` is given and the label points elsewhere.
   * @throws {@link InvalidLabelError} when no label can have this name.
   */
  deleteLabel(promptId: string, label: string, options?: LabelOptions): Promise<boolean>
  /**
   * Points a label at the version before: the last one in its history that is not the one it points at now. A second
   * rollback therefore undoes the first; the rollback of a deleted label restores it.
   * @returns the new revision.
   * @throws {@link LabelConflictError} when `expected` is given and the label points elsewhere.
   * @throws {@link VersionNotFoundError} when there is no version before, or it has been deleted.
   * @throws {@link InvalidLabelError} when no label can have this name.
   */
  rollbackLabel(promptId: string, label: string, options?: LabelOptions): Promise<LabelRevision>
  /**
   * Adds the revisions that the store lacks, exactly as they are: how migrations and backups carry a history over. Doing
   * it again changes nothing, and neither does a history of which the store has a continuation. A reader may see the
   * label on its way through the revisions.
   * @param revisions a whole history, as {@link LabelStorage.labelHistory} gives it.
   * @throws {@link InvalidLabelHistoryError} when the revisions are no history.
   * @throws {@link LabelHistoryConflictError} when the label has a different history here; nothing was added.
   * @throws {@link VersionNotFoundError} when the label would end at a version that the prompt does not have.
   * @throws {@link InvalidLabelError} when no label can have this name.
   */
  importLabelHistory(promptId: string, label: string, revisions: readonly LabelRevision[]): Promise<void>
}
