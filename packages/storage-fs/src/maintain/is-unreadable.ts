import type { StorageError } from '@autoopt/storage-core'
import { CorruptLabelError, CorruptVersionError, ReadFailedError } from '../errors.ts'

/** Tells whether an error says that something of one prompt cannot be read, so that work on others may go on. */
export function isUnreadable(error: unknown): error is StorageError {
  return [CorruptVersionError, CorruptLabelError, ReadFailedError].some((kind) => error instanceof kind)
}
