import { sampleVersion } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FileStat } from '../../src/files/file-port.ts'
import { type CachedRecords, RecordCache } from '../../src/read/record-cache.ts'

const record = (version: string) => sampleVersion({ prompt_id: 'one', version })

/** What a cache reads of a file. */
function statOf(size: number): FileStat {
  const times = { mtimeMs: 0, ctimeMs: 0 }
  return { ino: 1, nlink: 1, size, mode: 0o600, uid: 0, ...times, isFile: () => true, isDirectory: () => false }
}

test('a cache never holds more records, or more bytes of files, than it may', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.record({ minor: fc.nat(9), size: fc.integer({ min: 1, max: 30 }) }), { maxLength: 40 }),
      (maxRecords, maxBytes, added) => {
        const cache = new RecordCache({ maxRecords, maxBytes })
        const owner: CachedRecords = new Map()
        for (const { minor, size } of added) {
          cache.add(owner, { record: record(`1.${minor}.0`), stat: statOf(size), seenIn: 0 })
          expect(cache.count).toBeLessThanOrEqual(maxRecords)
          expect(cache.bytes).toBeLessThanOrEqual(maxBytes)
          // What is not held is not found either.
          expect(owner.size).toBe(cache.count)
        }
      },
    ),
  )
})

test('of a full cache that goes which was not used for longest', () => {
  const cache = new RecordCache({ maxRecords: 2, maxBytes: 100 })
  const owner: CachedRecords = new Map()
  for (const version of ['1.0.0', '1.1.0']) cache.add(owner, { record: record(version), stat: statOf(1), seenIn: 0 })
  const first = owner.get('1.0.0')
  if (first) cache.touch(first)
  cache.add(owner, { record: record('1.2.0'), stat: statOf(1), seenIn: 0 })
  expect([...owner.keys()].toSorted()).toEqual(['1.0.0', '1.2.0'])
})
