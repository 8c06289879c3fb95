import { type RecordIssue, StorageError } from './errors.ts'

/** Thrown when a label is to point at a version that the prompt does not have, or back at one when there is none. */
export class VersionNotFoundError extends StorageError {
  static override readonly code = 'STORE-MISSING-001'
  override readonly name = 'VersionNotFoundError'
  readonly code = VersionNotFoundError.code

  /** `version` is `null` when a label has no version before the current one. */
  constructor(
    context: { readonly promptId: string; readonly label: string; readonly version: string | null },
    options?: ErrorOptions,
  ) {
    const { promptId, label, version } = context
    const finding =
      version === null ? 'no earlier version to go back to' : `no version ${JSON.stringify(version)} to point at`
    super(
      `Label ${JSON.stringify(label)} of prompt ${JSON.stringify(promptId)} has ${finding}; set it to a version that the store has`,
      context,
      options,
    )
  }
}

/** Thrown when a label does not point at the version that the caller expected. It was not moved. */
export class LabelConflictError extends StorageError {
  static override readonly code = 'STORE-LABEL-001'
  override readonly name = 'LabelConflictError'
  readonly code = LabelConflictError.code

  /** `null` stands for a label that points at no version. */
  constructor(
    context: {
      readonly promptId: string
      readonly label: string
      readonly expected: string | null
      readonly actual: string | null
    },
    options?: ErrorOptions,
  ) {
    const { promptId, label, expected, actual } = context
    super(
      `Label ${JSON.stringify(label)} of prompt ${JSON.stringify(promptId)} was expected to point at ${expected ?? 'no version'}, but points at ${actual ?? 'no version'}; read it and decide again`,
      context,
      options,
    )
  }
}

/** Thrown when something that no label can be called is to be set, rolled back or deleted. */
export class InvalidLabelError extends StorageError {
  static override readonly code = 'STORE-LABEL-002'
  override readonly name = 'InvalidLabelError'
  readonly code = InvalidLabelError.code

  constructor(context: { readonly label: unknown }) {
    const { label } = context
    super(
      label === 'latest'
        ? 'The label "latest" always points at the latest version and cannot be changed; choose another name'
        : `${JSON.stringify(label)} is not a valid label; expected 1 to 64 of a-z, 0-9, ".", "_" and "-", beginning with a letter or a digit`,
      context,
    )
  }
}

/** Thrown when a version is to be deleted that labels point at. */
export class LabelledVersionError extends StorageError {
  static override readonly code = 'STORE-LABEL-003'
  override readonly name = 'LabelledVersionError'
  readonly code = LabelledVersionError.code

  constructor(
    context: { readonly promptId: string; readonly version: string; readonly labels: readonly string[] },
    options?: ErrorOptions,
  ) {
    const { promptId, version, labels } = context
    super(
      `Version ${version} of prompt ${JSON.stringify(promptId)} cannot be deleted while labels point at it (${labels.join(', ')}); move or delete them first`,
      context,
      options,
    )
  }
}

/** Thrown when a history is to be imported for a label that has a different one. Nothing was added. */
export class LabelHistoryConflictError extends StorageError {
  static override readonly code = 'STORE-LABEL-004'
  override readonly name = 'LabelHistoryConflictError'
  readonly code = LabelHistoryConflictError.code

  /** `revision` is the first that differs. */
  constructor(
    context: { readonly promptId: string; readonly label: string; readonly revision: number },
    options?: ErrorOptions,
  ) {
    const { promptId, label, revision } = context
    super(
      `Label ${JSON.stringify(label)} of prompt ${JSON.stringify(promptId)} has a history that differs from the given one from revision ${revision} on, and revisions are never changed; import into a store that lacks the label`,
      context,
      options,
    )
  }
}

/** Thrown when something that is to be imported is not the history of a label. */
export class InvalidLabelHistoryError extends StorageError {
  static override readonly code = 'STORE-LABEL-005'
  override readonly name = 'InvalidLabelHistoryError'
  readonly code = InvalidLabelHistoryError.code
  readonly issues: readonly RecordIssue[]

  constructor(issues: readonly RecordIssue[], options?: ErrorOptions) {
    const list = issues.map(({ path, message }) => `${path || 'the history'}: ${message}`).join('; ')
    super(
      `The history of a label is not valid (${list}); expected the revisions as labelHistory() returns them`,
      { issues },
      options,
    )
    this.issues = issues
  }
}
