import { semverSchema } from '@autoopt/storage-core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { versionFileName, versionOfFileName } from '../../src/layout/version-file-name.ts'

const version = fc
  .stringMatching(/^1\.\d\.0(-[a-zA-Z-][aAbB0-]{0,6})?(\+[aAbB0-]{1,6})?$/)
  .filter((text) => semverSchema.safeParse(text).success)

test.each([
  ['1.0.0', '1.0.0.json'],
  ['1.10.0-rc.1', '1.10.0-rc.1.json'],
  ['1.0.0-RC.1+Build', '1.0.0-^r^c.1^_^build.json'],
])('version %s has the file %s', (text, name) => {
  expect(versionFileName(text)).toBe(name)
})

test('a version is read back from the name of its file', () => {
  fc.assert(
    fc.property(version, (text) => {
      expect(versionOfFileName(versionFileName(text))).toBe(text)
    }),
  )
})

test('two versions have different files, also where case does not count', () => {
  fc.assert(
    fc.property(version, version, (left, right) => {
      const [first, second] = [left, right].map((text) => versionFileName(text).toLowerCase())
      expect(first === second).toBe(left === right)
    }),
  )
})

test.each([
  '1.0.0',
  'v1.0.0.json',
  '1.0.0-RC.json',
  '1.0.0+a.json',
  '1.0.0.json.bak',
  '1.0.json',
  'latest.json',
  '.json',
  '1.0.0-^1.json',
])('%j is no name of a version', (name) => {
  expect(versionOfFileName(name)).toBeUndefined()
})
