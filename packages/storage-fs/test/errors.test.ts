import { StorageError } from '@autoopt/storage-core'
import { expect, test } from 'vitest'
import * as storageFs from '../src/errors.ts'

const failure = { what: 'Cannot do it', path: '/store/a\nb', why: 'EIO: i/o error', cause: new Error('EIO') }
const {
  FormatError,
  ReadOnlyError,
  StoreFailedError,
  StoreClosedError,
  NoSpaceError,
  ProtectedLabelError,
  InvalidQueryError,
  ...fileErrors
} = storageFs
const errorsOfFiles = Object.values(fileErrors).map((ErrorClass) => new ErrorClass(failure))
const errors: StorageError[] = [
  ...errorsOfFiles,
  new FormatError(failure.path, failure.why, { advice: 'Update the package now', cause: failure.cause }),
  new ReadOnlyError(failure.path),
  new StoreFailedError(failure.path, failure.cause),
  new StoreClosedError(failure.path),
  new NoSpaceError(failure.path, { bytesFree: 1, minFreeBytes: 2 }),
  new InvalidQueryError(failure.path, { option: 'range', value: 'x y', expected: 'a range such as ^1.2.0' }),
  new ProtectedLabelError(failure.path, { promptId: 'a', label: 'production', version: '1.0.0' }),
]

test('each failure has its own class and code', () => {
  expect(Object.fromEntries(errors.map(({ name, code }) => [code, name]))).toEqual({
    'FS-ARCHIVE-001': 'ArchiveFailedError',
    'FS-ATOMIC-001': 'AtomicCreateError',
    'FS-BACKUP-001': 'BackupError',
    'FS-CLOSED-001': 'StoreClosedError',
    'FS-DELETE-001': 'DeleteFailedError',
    'FS-EXCHANGE-001': 'ExchangeError',
    'FS-FAILED-001': 'StoreFailedError',
    'FS-FORMAT-001': 'FormatError',
    'FS-IO-001': 'DirectoryError',
    'FS-LABEL-001': 'ProtectedLabelError',
    'FS-LABEL-002': 'CorruptLabelError',
    'FS-LOAD-001': 'CorruptVersionError',
    'FS-LOAD-002': 'ReadFailedError',
    'FS-LOCK-001': 'LockError',
    'FS-PERM-001': 'AccessDeniedError',
    'FS-PERM-002': 'UnsafeDirectoryError',
    'FS-QUERY-001': 'InvalidQueryError',
    'FS-READONLY-001': 'ReadOnlyError',
    'FS-SAVE-001': 'SaveFailedError',
    'FS-SPACE-001': 'NoSpaceError',
  })
  for (const error of errors) {
    expect(errors.filter((other) => other instanceof error.constructor)).toEqual([error])
    expect(error).toBeInstanceOf(StorageError)
  }
})

test('each says where and what to do', () => {
  for (const error of errors) {
    expect(error.message).toContain(JSON.stringify(failure.path))
    expect(error.message).toMatch(/\. [A-Z].{15,}$/)
    expect(error.context).toMatchObject({ path: failure.path })
  }
})

test('a failure of a file says what and why too, and keeps the cause', () => {
  for (const error of errorsOfFiles) {
    expect(error.message).toMatch(/^Cannot do it at "\/store\/a\\nb": EIO: i\/o error\. [A-Z].{20,}$/)
    expect(error.cause).toBe(failure.cause)
  }
})
