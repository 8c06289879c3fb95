import { describe, expect, test } from 'vitest'
import {
  InvalidLabelError,
  InvalidLabelHistoryError,
  InvalidScopeError,
  InvalidVersionError,
  LabelConflictError,
  LabelHistoryConflictError,
  LabelledVersionError,
  LatestChangedError,
  MigrationConflictError,
  MigrationVerificationError,
  NotEnumerableError,
  StorageError,
  VersionConflictError,
  VersionNotFoundError,
} from '../src/index.ts'

const errors = [
  new VersionConflictError({ promptId: 'p', version: '1.0.0' }),
  new InvalidVersionError([{ path: '', message: 'm' }], {}),
  new NotEnumerableError({ scope: 's' }),
  new InvalidScopeError({ scope: '' }),
  new MigrationConflictError({ promptId: 'p', version: '1.0.0' }),
  new MigrationVerificationError('m', {}),
  new LatestChangedError({ promptId: 'p', expected: '1.0.0', actual: null }),
  new LabelConflictError({ promptId: 'p', label: 'production', expected: '1.0.0', actual: null }),
  new InvalidLabelError({ label: 'No' }),
  new LabelledVersionError({ promptId: 'p', version: '1.0.0', labels: ['production'] }),
  new LabelHistoryConflictError({ promptId: 'p', label: 'production', revision: 2 }),
  new InvalidLabelHistoryError([{ path: '', message: 'm' }]),
  new VersionNotFoundError({ promptId: 'p', label: 'production', version: '1.0.0' }),
]

describe.each(errors)('$name', (error) => {
  test('has a code of its own, of the common form', () => {
    expect(error.code).toMatch(/^STORE-[A-Z]+-\d{3}$/)
    expect(errors.filter(({ code }) => code === error.code)).toEqual([error])
    expect(error.name).toBe(error.constructor.name)
  })

  test('is an instance of its own class, of StorageError and of no other', () => {
    const classes = errors.map((other) => other.constructor as new () => unknown)

    expect(classes.filter((candidate) => error instanceof candidate)).toEqual([error.constructor])
    expect(error).toBeInstanceOf(StorageError)
  })
})

test('an error of a second copy of the package is an instance too', async () => {
  const copyUrl = `${new URL('../src/errors.ts', import.meta.url).href}?copy`
  const copy = (await import(/* @vite-ignore */ copyUrl)) as typeof import('../src/errors.ts')
  const error = new copy.VersionConflictError({ promptId: 'p', version: '1.0.0' })

  expect(copy.VersionConflictError).not.toBe(VersionConflictError)
  expect(error).toBeInstanceOf(VersionConflictError)
  expect(error).toBeInstanceOf(StorageError)
  expect(error).not.toBeInstanceOf(InvalidVersionError)
})

test('errors of others are no instances, even with a code of this package', () => {
  const foreign = Object.assign(new Error('no'), { code: 'ENOENT' })

  expect(foreign).not.toBeInstanceOf(StorageError)
  expect({ code: VersionConflictError.code }).not.toBeInstanceOf(VersionConflictError)
  expect(null).not.toBeInstanceOf(StorageError)
})

test('messages say what, where and what to do, and quote ids so that they cannot forge a line', () => {
  const error = new VersionConflictError({ promptId: 'a"\n\u001b[31mb', version: '1.0.0' })

  expect(error.message).toBe(
    String.raw`Prompt "a\"\n\u001b[31mb" already has version 1.0.0, and a version is never replaced; save under a number that is free`,
  )
})

test('a conflict with a deleted version says why its number is not free', () => {
  const error = new VersionConflictError({ promptId: 'p', version: '1.0.0', deleted: true })

  expect(error.message).toBe(
    'Prompt "p" had version 1.0.0, which was deleted, and its number stays taken; save under a number that is free',
  )
  expect(error.context).toEqual({ promptId: 'p', version: '1.0.0', deleted: true })
})

test('an invalid record of a batch is named by its place', () => {
  expect(new InvalidVersionError([{ path: 'x', message: 'm' }], { index: 3 }).message).toBe(
    'Version (unnamed) of prompt (unnamed) at index 3 of the batch is not a valid record (x: m)',
  )
})

test('a rollback that leads nowhere reads differently from a version that is missing', () => {
  const where = { promptId: 'p', label: 'production' }

  expect(new VersionNotFoundError({ ...where, version: null }).message).toContain('no earlier version to go back to')
  expect(new VersionNotFoundError({ ...where, version: '2.0.0' }).message).toContain('no version "2.0.0" to point at')
})

test('the computed label is refused for another reason than a malformed one', () => {
  expect(new InvalidLabelError({ label: 'latest' }).message).toContain('always points at the latest version')
  expect(new InvalidLabelError({ label: 'A\n' }).message).toMatch(/^"A\\n" is not a valid label/)
})
