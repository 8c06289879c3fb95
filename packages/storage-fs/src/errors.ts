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
 * Thrown when the file system cannot create a file whole and durably: it has no hard links, or it fails to make them
 * durable. The version is either absent, or whole but perhaps lost at the next power cut.
 */
export class AtomicCreateError extends FileError {
  static override readonly code = 'FS-ATOMIC-001'
  override readonly name = 'AtomicCreateError'
  readonly code = AtomicCreateError.code

  constructor(failure: FileFailure) {
    super(failure, 'Check the disk; if its file system has no hard links (FAT, some network shares), store on another')
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
