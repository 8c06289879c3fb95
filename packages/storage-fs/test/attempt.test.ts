import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { attempt } from '../src/attempt.ts'
import { AccessDeniedError, ReadFailedError } from '../src/index.ts'

const reading = { what: 'Cannot read', path: '/a', failure: ReadFailedError }

test('a step that succeeds passes its value on', async () => {
  expect(await attempt(reading, async () => 1)).toBe(1)
})

test('an error of the operating system becomes the given failure', async () => {
  const attempting = attempt(reading, async () => readFile('/nowhere/at/all'))

  await expect(attempting).rejects.toThrow(ReadFailedError)
  await expect(attempting).rejects.toMatchObject({
    cause: { code: 'ENOENT' },
    message: expect.stringContaining('ENOENT: no such file or directory'),
  })
})

test.each(['EACCES', 'EPERM', 'EROFS'])('%s becomes a denied access', async (code) => {
  const step = async (): Promise<void> => Promise.reject(Object.assign(new Error(code), { code, syscall: 'open' }))

  await expect(attempt(reading, step)).rejects.toThrow(AccessDeniedError)
})

test('any other error passes as it is', async () => {
  const bug = new TypeError('undefined is not a function')

  await expect(attempt(reading, async () => Promise.reject(bug))).rejects.toBe(bug)
})
