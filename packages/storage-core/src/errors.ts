/** One thing that is wrong with a record. */
export interface RecordIssue {
  /** Where in the record, e.g. `prompt.variables[0]`; empty for the record itself. */
  readonly path: string
  readonly message: string
}

const mark = Symbol.for('@autoopt/storage-core/StorageError')

/** Any failure that a store reports. Each subclass has one fixed code of the form `AREA-KIND-NNN`. */
export abstract class StorageError extends Error {
  static readonly code?: string

  abstract readonly code: string
  /** What the failure is about: ids, versions, paths. */
  readonly context: Readonly<Record<string, unknown>>

  constructor(message: string, context: Readonly<Record<string, unknown>>, options?: ErrorOptions) {
    super(message, options)
    this.context = context
  }

  get [mark](): true {
    return true
  }

  /** The ESM and the CJS build hold one class each: mark and code, not the prototype, are what makes an instance. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!(value instanceof Error) || !(mark in value)) return false
    return this.code === undefined || ('code' in value && value.code === this.code)
  }
}

/**
 * Thrown when a prompt already has the version that is to be saved, or had it (`deleted`) and the store keeps the numbers
 * of deleted versions taken.
 */
export class VersionConflictError extends StorageError {
  static override readonly code = 'STORE-CONFLICT-001'
  override readonly name = 'VersionConflictError'
  readonly code = VersionConflictError.code

  constructor(
    context: { readonly promptId: string; readonly version: string; readonly deleted?: true },
    options?: ErrorOptions,
  ) {
    const { promptId, version, deleted } = context
    const finding = deleted
      ? `had version ${version}, which was deleted, and its number stays taken`
      : `already has version ${version}, and a version is never replaced`
    super(`Prompt ${JSON.stringify(promptId)} ${finding}; save under a number that is free`, context, options)
  }
}

/** Thrown when the latest version of a prompt is not the one that the caller expected. Nothing was saved. */
export class LatestChangedError extends StorageError {
  static override readonly code = 'STORE-LATEST-001'
  override readonly name = 'LatestChangedError'
  readonly code = LatestChangedError.code

  /** `null` stands for a prompt without versions. */
  constructor(
    context: { readonly promptId: string; readonly expected: string | null; readonly actual: string | null },
    options?: ErrorOptions,
  ) {
    const { promptId, expected, actual } = context
    super(
      `The latest version of prompt ${JSON.stringify(promptId)} was expected to be ${expected ?? 'none'}, but is ${actual ?? 'none'}; read it and decide again`,
      context,
      options,
    )
  }
}

/** Thrown when a record cannot be kept, because it does not fit `promptVersionSchema` or is not plain JSON. */
export class InvalidVersionError extends StorageError {
  static override readonly code = 'STORE-INVALID-001'
  override readonly name = 'InvalidVersionError'
  readonly code = InvalidVersionError.code
  readonly issues: readonly RecordIssue[]

  constructor(
    issues: readonly RecordIssue[],
    /** `index` is the place of the record in its batch. */
    context: { readonly promptId?: unknown; readonly version?: unknown; readonly index?: number },
    options?: ErrorOptions,
  ) {
    const place = context.index === undefined ? '' : ` at index ${context.index} of the batch`
    const list = issues.map(({ path, message }) => `${path || 'the record'}: ${message}`).join('; ')
    super(
      `Version ${describe(context.version)} of prompt ${describe(context.promptId)}${place} is not a valid record (${list})`,
      { ...context, issues },
      options,
    )
    this.issues = issues
  }
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : '(unnamed)'
}

/** Thrown when a scope is asked to clear itself over a store that cannot name its prompts. */
export class NotEnumerableError extends StorageError {
  static override readonly code = 'STORE-ENUMERATE-001'
  override readonly name = 'NotEnumerableError'
  readonly code = NotEnumerableError.code

  constructor(context: { readonly scope: string }) {
    super(
      `Scope ${JSON.stringify(context.scope)} cannot be cleared: its store has no promptIds(), so nobody knows which prompts are in the scope; delete versions one by one, or use a store that implements EnumerableStorage`,
      context,
    )
  }
}

/** Thrown when the name of a scope is not a text that could be a prompt id. */
export class InvalidScopeError extends StorageError {
  static override readonly code = 'STORE-SCOPE-001'
  override readonly name = 'InvalidScopeError'
  readonly code = InvalidScopeError.code

  constructor(context: { readonly scope: unknown }) {
    super(
      `Scope ${describe(context.scope)} is not a valid name; expected at least one character, no NUL, no halves of surrogate pairs`,
      context,
    )
  }
}

/** Thrown when the target of a migration holds something else under a version or a label of the source. Nothing was replaced. */
export class MigrationConflictError extends StorageError {
  static override readonly code = 'STORE-MIGRATE-001'
  override readonly name = 'MigrationConflictError'
  readonly code = MigrationConflictError.code

  constructor(
    context: { readonly promptId: string } & ({ readonly version: string } | { readonly label: string }),
    options?: ErrorOptions,
  ) {
    const finding = 'version' in context ? `version ${context.version}` : `label ${JSON.stringify(context.label)}`
    const content = 'version' in context ? 'content' : 'revisions'
    super(
      `The target already has ${finding} of prompt ${JSON.stringify(context.promptId)} with other ${content}; nothing was replaced. Delete one of the two, then migrate again`,
      context,
      options,
    )
  }
}

/** Thrown when, after copying, the target does not hold what the source holds. Keep the source. */
export class MigrationVerificationError extends StorageError {
  static override readonly code = 'STORE-MIGRATE-002'
  override readonly name = 'MigrationVerificationError'
  readonly code = MigrationVerificationError.code

  constructor(finding: string, context: Readonly<Record<string, unknown>>) {
    super(
      `The migration is not complete: ${finding}. Keep the source, make sure that nobody writes to it, and migrate again`,
      context,
    )
  }
}
