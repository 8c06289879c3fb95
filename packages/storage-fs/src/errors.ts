import { StorageError } from '@autoopt/storage-core'

/** What failed, where, and why. */
export interface FileFailure {
  /** What was tried, e.g. `Cannot read a version`. */
  readonly what: string
  readonly path: string
  readonly why: string
  readonly cause?: unknown
}

abstract class FileError extends StorageError {
  constructor({ what, path, why, cause }: FileFailure, advice: string) {
    super(`${what} at ${JSON.stringify(path)}: ${why}. ${advice}`, { path }, { cause })
  }
}

/** Thrown when a file is not the version that its name says: damaged, truncated, changed, or another one's. */
export class CorruptVersionError extends FileError {
  static override readonly code = 'FS-LOAD-001'
  override readonly name = 'CorruptVersionError'
  readonly code = CorruptVersionError.code

  constructor(failure: FileFailure) {
    super(
      failure,
      'Restore the file from a backup, or delete the version; if it was changed on purpose, remove its last property "_sum"',
    )
  }
}

/** Thrown when a file is not the revision of a label that its name says: damaged, truncated or changed. */
export class CorruptLabelError extends FileError {
  static override readonly code = 'FS-LABEL-002'
  override readonly name = 'CorruptLabelError'
  readonly code = CorruptLabelError.code

  constructor(failure: FileFailure) {
    super(
      failure,
      'Restore the file from a backup, or remove it together with the revisions after it, and the label points where it did before',
    )
  }
}

/** Thrown when an option of a query says nothing that can be looked for. */
export class InvalidQueryError extends StorageError {
  static override readonly code = 'FS-QUERY-001'
  override readonly name = 'InvalidQueryError'
  readonly code = InvalidQueryError.code

  constructor(
    path: string,
    context: { readonly option: string; readonly value: string; readonly expected: string },
    options?: ErrorOptions,
  ) {
    const { option, value, expected } = context
    super(
      `Cannot query the store at ${JSON.stringify(path)}: ${option} is ${JSON.stringify(value)}. Expected ${expected}`,
      { path, ...context },
      options,
    )
  }
}

/** Thrown when a label of `protectedLabels` is to be moved or deleted without `force`. It was not. */
export class ProtectedLabelError extends StorageError {
  static override readonly code = 'FS-LABEL-001'
  override readonly name = 'ProtectedLabelError'
  readonly code = ProtectedLabelError.code

  constructor(path: string, context: { readonly promptId: string; readonly label: string; readonly version: string }) {
    const { promptId, label, version } = context
    super(
      `Label ${JSON.stringify(label)} of prompt ${JSON.stringify(promptId)} points at ${version} and is protected in the store at ${JSON.stringify(path)}. Give force to move or delete it all the same`,
      { path, ...context },
    )
  }
}

/** Thrown when a file exists but cannot be read, or is no regular file. */
export class ReadFailedError extends FileError {
  static override readonly code = 'FS-LOAD-002'
  override readonly name = 'ReadFailedError'
  readonly code = ReadFailedError.code

  constructor(failure: FileFailure) {
    super(failure, 'Check the disk and what is at this path')
  }
}

/** Thrown when a version cannot be written, e.g. because the disk is full. Nothing was saved. */
export class SaveFailedError extends FileError {
  static override readonly code = 'FS-SAVE-001'
  override readonly name = 'SaveFailedError'
  readonly code = SaveFailedError.code

  constructor(failure: FileFailure) {
    super(failure, 'Nothing was saved; make room or repair the disk, then save again')
  }
}

/**
 * Thrown when a file cannot be given its final name, which is one step, though the file system has hard links. The
 * version is absent.
 */
export class AtomicCreateError extends FileError {
  static override readonly code = 'FS-ATOMIC-001'
  override readonly name = 'AtomicCreateError'
  readonly code = AtomicCreateError.code

  constructor(failure: FileFailure) {
    super(failure, 'Nothing was saved; check the disk and the permissions of the directory, then save again')
  }
}

/** Thrown when a version cannot be deleted, or its deletion cannot be made durable. */
export class DeleteFailedError extends FileError {
  static override readonly code = 'FS-DELETE-001'
  override readonly name = 'DeleteFailedError'
  readonly code = DeleteFailedError.code

  constructor(failure: FileFailure) {
    super(failure, 'Check the disk and what is at this path, then delete again')
  }
}

/** Thrown when the operating system denies access, or the file system is read-only. */
export class AccessDeniedError extends FileError {
  static override readonly code = 'FS-PERM-001'
  override readonly name = 'AccessDeniedError'
  readonly code = AccessDeniedError.code

  constructor(failure: FileFailure) {
    super(failure, 'Give this user read, write and search permission there, or choose another storage directory')
  }
}

/** Thrown when a directory of the store cannot be used: it is a file or a symbolic link, or cannot be listed. */
export class DirectoryError extends FileError {
  static override readonly code = 'FS-IO-001'
  override readonly name = 'DirectoryError'
  readonly code = DirectoryError.code

  constructor(failure: FileFailure) {
    super(failure, 'Check the disk, and that this is a directory of its own and not a link to one')
  }
}

/** Thrown when a store, or the file that describes it, cannot be used by this version or with these options. */
export class FormatError extends StorageError {
  static override readonly code = 'FS-FORMAT-001'
  override readonly name = 'FormatError'
  readonly code = FormatError.code

  constructor(path: string, why: string, { advice, cause }: { readonly advice: string; readonly cause?: unknown }) {
    super(`Cannot open the store at ${JSON.stringify(path)}: ${why}. ${advice}`, { path }, { cause })
  }
}

/** Thrown when others than the owner may write to the storage directory, and so could put anything into it. */
export class UnsafeDirectoryError extends FileError {
  static override readonly code = 'FS-PERM-002'
  override readonly name = 'UnsafeDirectoryError'
  readonly code = UnsafeDirectoryError.code

  constructor(failure: FileFailure) {
    super(failure, 'Take the permission away (chmod go-w), or allow it with allowUnsafePermissions')
  }
}

/** Thrown by everything that writes when the store was opened with `readOnly`. */
export class ReadOnlyError extends StorageError {
  static override readonly code = 'FS-READONLY-001'
  override readonly name = 'ReadOnlyError'
  readonly code = ReadOnlyError.code

  constructor(path: string, why = 'it was opened with readOnly') {
    super(`The store at ${JSON.stringify(path)} is not written to: ${why}. Open it without readOnly`, { path })
  }
}

/** Thrown by everything that writes after a flush failed: what the disk holds is not known until it is read again. */
export class StoreFailedError extends StorageError {
  static override readonly code = 'FS-FAILED-001'
  override readonly name = 'StoreFailedError'
  readonly code = StoreFailedError.code

  constructor(path: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    super(
      `The store at ${JSON.stringify(path)} takes no more writes since the disk failed (${why}). Check the disk, then open the store again`,
      { path },
      { cause },
    )
  }
}

/** Thrown when a store is used after it was closed. */
export class StoreClosedError extends StorageError {
  static override readonly code = 'FS-CLOSED-001'
  override readonly name = 'StoreClosedError'
  readonly code = StoreClosedError.code

  constructor(path: string) {
    super(`The store at ${JSON.stringify(path)} was closed. Open it again with a new FileSystemStorage`, { path })
  }
}

/** Thrown when a write would leave less room on the disk than the store was told to keep free. Nothing was written. */
export class NoSpaceError extends StorageError {
  static override readonly code = 'FS-SPACE-001'
  override readonly name = 'NoSpaceError'
  readonly code = NoSpaceError.code

  constructor(
    path: string,
    { bytesFree, minFreeBytes }: { readonly bytesFree: number; readonly minFreeBytes: number },
  ) {
    super(
      `The disk of ${JSON.stringify(path)} has ${bytesFree} bytes left, and ${minFreeBytes} must stay free. Make room (emptyTrash, prune, archive), or lower minFreeBytes`,
      { path, bytesFree, minFreeBytes },
    )
  }
}

/** Thrown when versions cannot be moved into a pack or out of one. Each is still in the one or the other. */
export class ArchiveFailedError extends FileError {
  static override readonly code = 'FS-ARCHIVE-001'
  override readonly name = 'ArchiveFailedError'
  readonly code = ArchiveFailedError.code

  constructor(failure: FileFailure) {
    super(failure, 'No version was lost; make room or repair the disk, then try again')
  }
}

/** Thrown when the work that only one process may do at a time is being done by another, or its lock was lost. */
export class LockError extends FileError {
  static override readonly code = 'FS-LOCK-001'
  override readonly name = 'LockError'
  readonly code = LockError.code

  constructor(failure: FileFailure) {
    super(failure, 'Wait until the other process is done, then try again')
  }
}

/** Thrown when a backup cannot be made, or cannot be restored. Nothing was overwritten. */
export class BackupError extends FileError {
  static override readonly code = 'FS-BACKUP-001'
  override readonly name = 'BackupError'
  readonly code = BackupError.code

  constructor(failure: FileFailure) {
    super(failure, 'Choose another folder or other options, then try again')
  }
}

/** Thrown when a file of exported versions cannot be read or written. What was imported before stays. */
export class ExchangeError extends FileError {
  static override readonly code = 'FS-EXCHANGE-001'
  override readonly name = 'ExchangeError'
  readonly code = ExchangeError.code

  constructor(failure: FileFailure) {
    super(failure, 'Check the file, then import again: what is there already is passed over')
  }
}
