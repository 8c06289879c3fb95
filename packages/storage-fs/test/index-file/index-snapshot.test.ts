import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FileSystemStorage } from '../../src/index.ts'
import { formatIndex, IndexSnapshot } from '../../src/index-file/index-snapshot.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const ids = ['first', 'Second', 'third', '第四']

async function openIndexed() {
  const storageDir = join(await temporaryFolder(), 'store')
  const storage = new FileSystemStorage({ storageDir })
  for (const prompt_id of ids) {
    for (const version of ['1.0.0', '1.10.0', '1.9.0']) await storage.saveVersion(sampleVersion({ prompt_id, version }))
  }
  await untilOld()
  expect(await storage.rebuildIndex()).toBe(ids.length)
  await storage.close()
  return { storageDir, index: join(storageDir, '.index.json') }
}

/** Waits until what was just written can be told from what is written next. */
async function untilOld(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60))
}

async function namesIn(storage: FileSystemStorage): Promise<string[]> {
  const found: string[] = []
  for await (const id of storage.promptIds()) found.push(id)
  return found.toSorted()
}

test('the index is JSON that a person can read', async () => {
  const { index } = await openIndexed()
  const value = JSON.parse(await readFile(index, 'utf8'))

  expect(value).toMatchObject({ format: 2, store_id: expect.any(String), written_at: expect.any(String) })
  expect(Object.keys(value.prompts)).toHaveLength(4)
  expect(value.prompts.first.at(-1).split(' ').toSorted()).toEqual(['1.0.0', '1.10.0', '1.9.0'])
})

test('an index is used where a directory looks as it did', async () => {
  const { storageDir } = await openIndexed()
  const storage = new FileSystemStorage({ storageDir })

  expect(await namesIn(storage)).toEqual(ids.toSorted())
  expect((await storage.getStorageStats()).index.prompts).toBe(4)
  expect((await storage.listVersions('第四')).map(({ version }) => version)).toEqual(['1.0.0', '1.9.0', '1.10.0'])
})

describe('whatever is done to the index, it never changes what is read', () => {
  const damages: Readonly<Record<string, (path: string, text: string) => Promise<void>>> = {
    lost: async (path) => rm(path),
    emptied: async (path) => writeFile(path, ''),
    'cut short': async (path, text) => writeFile(path, text.slice(0, text.length / 2)),
    'edited to say less': async (path, text) => writeFile(path, text.replace(' 1.10.0', '')),
    'edited to say more': async (path, text) => writeFile(path, text.replace('1.10.0', '1.10.0 9.9.9')),
    'of another store': async (path, text) => writeFile(path, text.replace(/"store_id":"[^"]+"/, '"store_id":"x"')),
    'of the format that came before': async (path) => writeFile(path, '{"version":"1.0.0","index":{}}'),
    'replaced by a directory': async (path) => {
      await rm(path)
      await mkdir(path)
    },
  }

  test.each(Object.entries(damages))('%s', async (_, damage) => {
    const { storageDir, index } = await openIndexed()
    await damage(index, await readFile(index, 'utf8'))
    const storage = new FileSystemStorage({ storageDir })

    expect(await namesIn(storage)).toEqual(ids.toSorted())
    expect((await storage.listVersions('first')).map(({ version }) => version)).toEqual(['1.0.0', '1.9.0', '1.10.0'])
  })

  test('stale, after saves and deletions that it does not know of', async () => {
    const { storageDir, index } = await openIndexed()
    const stale = await readFile(index)
    const writer = new FileSystemStorage({ storageDir })
    await writer.saveVersion(sampleVersion({ prompt_id: 'fifth' }))
    await writer.saveVersion(sampleVersion({ prompt_id: 'first', version: '2.0.0' }))
    for (const version of ['1.0.0', '1.9.0', '1.10.0']) await writer.deleteVersion('third', version)
    await writer.close()
    await writeFile(index, stale)
    const storage = new FileSystemStorage({ storageDir })

    expect(await namesIn(storage)).toEqual(['fifth', ...ids.filter((id) => id !== 'third')].toSorted())
    expect((await storage.getLatestVersion('first'))?.version).toBe('2.0.0')
  })

  test('of directories whose times were set back', async () => {
    const { storageDir } = await openIndexed()
    const storage = new FileSystemStorage({ storageDir })
    await namesIn(storage)
    await storage.saveVersion(sampleVersion({ prompt_id: 'first', version: '2.0.0' }))
    await utimes(join(storageDir, 'first'), new Date(0), new Date(0))

    expect(await new FileSystemStorage({ storageDir }).listVersions('first')).toHaveLength(4)
  })
})

test('without an index everything is the same', async () => {
  const { storageDir, index } = await openIndexed()
  await rm(index)
  const storage = new FileSystemStorage({ storageDir, useIndex: false })
  expect(await namesIn(storage)).toEqual(ids.toSorted())
  await storage.saveVersion(sampleVersion({ prompt_id: 'fifth' }))
  await storage.close()

  await expect(readFile(index)).rejects.toThrow('ENOENT')
})

test('closing a store that was written to leaves an index of what was old enough', async () => {
  const storageDir = join(await temporaryFolder(), 'store')
  const storage = new FileSystemStorage({ storageDir })
  await storage.saveVersion(sampleVersion({ prompt_id: 'first' }))
  await untilOld()
  await storage.close()

  expect(JSON.parse(await readFile(join(storageDir, '.index.json'), 'utf8')).prompts).toHaveProperty('first')
})

test('any line that was written is found again, and no other', () => {
  const name = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/)
  const line = fc.record({
    name,
    promptId: fc.string(),
    versions: fc.constantFrom('', '1.0.0', '1.0.0 2.0.0-rc.1+build'),
    stat: fc.record({ ino: fc.nat(), mtimeMs: fc.double({ min: 0, max: 4e12, noNaN: true }), ctimeMs: fc.nat() }),
  })
  const lines = fc.uniqueArray(line, { selector: (each) => each.name, maxLength: 40 })
  fc.assert(
    fc.property(lines, name, (unsorted, stranger) => {
      const sorted = unsorted.toSorted((left, right) => (left.name < right.name ? -1 : 1))
      const snapshot = IndexSnapshot.parse(formatIndex('id', '2026-01-01T00:00:00Z', sorted), 'id')
      expect(snapshot?.count).toBe(sorted.length)
      for (const { name: known, promptId, versions, stat } of unsorted) {
        const expected = { promptId: promptId === '' ? known : promptId, versions }
        expect(snapshot?.find(known, stat)).toEqual(expected)
        expect(snapshot?.find(known, { ...stat, ino: stat.ino + 1 })).toBeUndefined()
      }
      fc.pre(!sorted.some((each) => each.name === stranger))
      expect(snapshot?.find(stranger, { ino: 0, mtimeMs: 0, ctimeMs: 0 })).toBeUndefined()
    }),
  )
})
