import { StorageError } from '@autoopt/storage-core'
import { expect, test } from 'vitest'
import * as storageFs from '../src/index.ts'

const failure = { what: 'Cannot do it', path: '/store/a\nb', why: 'EIO: i/o error', cause: new Error('EIO') }
const { FileSystemStorage: _, ...classes } = storageFs
const errors = Object.values(classes).map((ErrorClass) => new ErrorClass(failure))

test('each failure has its own class and code', () => {
  expect(Object.fromEntries(errors.map(({ name, code }) => [code, name]))).toEqual({
    'FS-ATOMIC-001': 'AtomicCreateError',
    'FS-DELETE-001': 'DeleteFailedError',
    'FS-IO-001': 'DirectoryError',
    'FS-LOAD-001': 'CorruptVersionError',
    'FS-LOAD-002': 'ReadFailedError',
    'FS-PERM-001': 'AccessDeniedError',
    'FS-SAVE-001': 'SaveFailedError',
  })
  for (const error of errors) {
    expect(errors.filter((other) => other instanceof error.constructor)).toEqual([error])
    expect(error).toBeInstanceOf(StorageError)
  }
})

test('each says what, where and why, keeps the cause, and goes on to what to do', () => {
  for (const error of errors) {
    expect(error.message).toMatch(/^Cannot do it at "\/store\/a\\nb": EIO: i\/o error\. [A-Z].{20,}$/)
    expect(error.context).toEqual({ path: failure.path })
    expect(error.cause).toBe(failure.cause)
  }
})
