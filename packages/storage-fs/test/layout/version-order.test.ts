import { bySemver } from '@autoopt/storage-core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { versionFileName, versionOfFileName } from '../../src/layout/version-file-name.ts'
import { versionsOfFileNames } from '../../src/layout/version-order.ts'

const number = fc.oneof(fc.nat(12), fc.constantFrom(131_071, 131_072, 4_000_000))
const plain = fc.tuple(number, number, number).map((numbers) => numbers.join('.'))
const version = fc.oneof({ arbitrary: plain, weight: 4 }, { arbitrary: plain.map((text) => `${text}-rc.1`), weight: 1 })
const stray = fc.constantFrom('notes.txt', '.labels', '1.0.json', '.1.0.json', '01.0.0.json', '1.0.0.0.json', 'x.json')

test('versions come in the order of semver, small numbers or large, and what is no version is passed over', () => {
  fc.assert(
    fc.property(fc.uniqueArray(version, { maxLength: 20 }), fc.array(stray, { maxLength: 4 }), (versions, strays) => {
      const names = [...strays, ...versions.map(versionFileName)]
      expect(versionsOfFileNames(names)).toEqual(versions.toSorted(bySemver))
      for (const name of strays) expect(versionOfFileName(name)).toBeUndefined()
    }),
  )
})
