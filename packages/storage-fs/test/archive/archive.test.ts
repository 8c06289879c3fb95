import { createHash } from 'node:crypto'
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { VersionConflictError } from '@autoopt/storage-core'
import { sampleVersion, sampleVersionWithText } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { CorruptVersionError, FileSystemStorage, type FileSystemStorageOptions } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const id = 'wf_001_llm_1_system'
const now = Date.parse('2026-11-21T10:00:00Z')
const day = 24 * 3600 * 1000

/** A store with versions 1.0.0 to 1.<count - 1>.0 of a prompt, one a day, the last one now. */
async function openFilled(count: number, options: Partial<FileSystemStorageOptions> = {}) {
  const storageDir = join(await temporaryFolder(), 'store')
  const open = () => new FileSystemStorage({ storageDir, durability: 'none', now: () => now, ...options })
  const storage = open()
  const records = Array.from({ length: count }, (_, minor) =>
    sampleVersionWithText(`text ${minor} – ü`, {
      version: `1.${minor}.0`,
      created_at: new Date(now - (count - 1 - minor) * day).toISOString(),
    }),
  )
  for (const record of records) await storage.saveVersion(record)
  const directory = join(storageDir, id)
  const filesOf = async (): Promise<string[]> => (await readdir(directory)).filter((name) => name.endsWith('.json'))
  const packsOf = async (): Promise<string[]> => readdir(join(directory, '.archive'))
  return { storage, storageDir, directory, records, open, filesOf, packsOf }
}

/** The path of the only pack. */
async function packIn(directory: string): Promise<string> {
  const [name = '', ...others] = await readdir(join(directory, '.archive'))
  expect(others).toEqual([])
  return join(directory, '.archive', name)
}

describe('archiving', () => {
  test('moves old versions into one pack, where everybody reads them as before', async () => {
    const { storage, records, open, filesOf, packsOf } = await openFilled(6)
    const other = open()
    expect(await other.listVersions(id)).toEqual(records)

    expect(await storage.archive({ keepLast: 2 })).toEqual({ prompts: 1, versions: 4, skipped: [] })
    expect(await filesOf()).toEqual(['1.4.0.json', '1.5.0.json'])
    expect(await packsOf()).toEqual([expect.stringMatching(/^\d+\.jsonl\.gz$/)])
    for (const reader of [storage, other, open()]) {
      expect(await reader.listVersions(id)).toEqual(records)
      expect(await reader.getVersion(id, '1.0.0')).toEqual(records[0])
      expect((await reader.getLatestVersion(id))?.version).toBe('1.5.0')
      expect(await reader.count(id)).toBe(6)
      expect(await reader.has(id, '1.1.0')).toBe(true)
      expect(await reader.listVersionNumbers(id)).toEqual(records.map(({ version }) => version))
    }
    expect((await open().verify()).problems).toEqual([])
  })

  test('leaves the latest and what labels point at, however old', async () => {
    const { storage, filesOf } = await openFilled(4)
    await storage.setLabel(id, 'production', '1.1.0')

    expect(await storage.archive({ olderThanMs: 0 })).toMatchObject({ versions: 2 })
    expect(await filesOf()).toEqual(['1.1.0.json', '1.3.0.json'])
  })

  test('goes by age too, and by both when both are given', async () => {
    const { storage, filesOf } = await openFilled(6)
    expect(await storage.archive({ olderThanMs: 4 * day })).toMatchObject({ versions: 2 })
    expect(await storage.archive({ olderThanMs: 2 * day, keepLast: 4 })).toMatchObject({ versions: 0 })
    expect(await storage.archive({ olderThanMs: 2 * day, keepLast: 3 })).toMatchObject({ versions: 1 })
    expect(await filesOf()).toEqual(['1.3.0.json', '1.4.0.json', '1.5.0.json'])
  })

  test('adds a pack each time, and does nothing when there is nothing to do', async () => {
    const { storage, records, packsOf } = await openFilled(6)
    for (const keepLast of [4, 2, 2]) await storage.archive({ keepLast })
    expect(await packsOf()).toHaveLength(2)
    expect(await storage.listVersions(id)).toEqual(records)
  })

  test('is for one prompt when that is named', async () => {
    const { storage } = await openFilled(3)
    for (const version of ['1.0.0', '1.1.0']) await storage.saveVersion(sampleVersion({ prompt_id: 'b', version }))
    expect(await storage.archive({ keepLast: 1, promptId: 'b' })).toMatchObject({ prompts: 1, versions: 1 })
    expect(await storage.archive({ keepLast: 1 })).toMatchObject({ prompts: 1, versions: 2 })
  })

  test.each([{}, { keepLast: -1 }, { keepLast: 1.5 }, { olderThanMs: -1 }, { olderThanMs: Number.NaN }])(
    'is refused with the limits %o',
    async (limits) => {
      const { storage } = await openFilled(2)
      await expect(storage.archive(limits)).rejects.toThrow(RangeError)
    },
  )

  test('leaves alone what a pack could not give back to the byte', async () => {
    const { storage, directory, filesOf } = await openFilled(2)
    const path = join(directory, '1.0.0.json')
    const bytes = await readFile(path)
    const end = bytes.lastIndexOf(',\n  "_sum"')
    bytes[bytes.indexOf('text 0')] = 0xff
    const sum = createHash('sha256').update(bytes.subarray(0, end)).digest('hex')
    await writeFile(path, Buffer.concat([bytes.subarray(0, end), Buffer.from(`,\n  "_sum": "${sum}"\n}\n`)]))

    expect(await storage.archive({ keepLast: 1 })).toMatchObject({ versions: 0, skipped: [{ promptId: id }] })
    expect(await filesOf()).toHaveLength(2)
  })

  test('leaves a prompt alone of which a version is damaged, and says so', async () => {
    const { storage, directory, filesOf } = await openFilled(3)
    await truncate(join(directory, '1.0.0.json'), 100)
    for (const version of ['1.0.0', '1.1.0']) await storage.saveVersion(sampleVersion({ prompt_id: 'b', version }))

    const { skipped, versions } = await storage.archive({ keepLast: 1 })
    expect(versions).toBe(1)
    expect(skipped).toEqual([{ promptId: id, error: expect.any(CorruptVersionError) }])
    expect(await filesOf()).toHaveLength(3)
  })

  test('finishes what was interrupted before the files were removed', async () => {
    const { storage, directory, records, open, filesOf, packsOf } = await openFilled(3)
    const files = await Promise.all(['1.0.0', '1.1.0'].map(async (name) => readFile(join(directory, `${name}.json`))))
    await storage.archive({ keepLast: 1 })
    await writeFile(join(directory, '1.0.0.json'), files[0] ?? '')
    await writeFile(join(directory, '1.1.0.json'), files[1] ?? '')
    expect(await open().listVersions(id)).toEqual(records)

    expect(await open().archive({ keepLast: 1 })).toMatchObject({ versions: 2 })
    expect(await filesOf()).toEqual(['1.2.0.json'])
    expect(await packsOf()).toHaveLength(1)
  })

  test('leaves a file that somebody changed after it was archived: the file counts', async () => {
    const { storage, directory, open, filesOf } = await openFilled(2)
    await storage.archive({ keepLast: 1 })
    await writeFile(join(directory, '1.0.0.json'), JSON.stringify(sampleVersionWithText('by hand')))

    expect(await open().archive({ keepLast: 1 })).toMatchObject({ versions: 0 })
    expect(await filesOf()).toEqual(['1.0.0.json', '1.1.0.json'])
    expect((await open().getVersion(id, '1.0.0'))?.prompt.text).toBe('by hand')
  })

  test('leaves a number that was deleted and used again', async () => {
    const { storage, filesOf, records } = await openFilled(2, { reuseDeleted: true })
    await storage.deleteVersion(id, '1.0.0')
    await storage.saveVersion(records[0] ?? sampleVersion())

    expect(await storage.archive({ keepLast: 1 })).toMatchObject({ versions: 0 })
    expect(await filesOf()).toHaveLength(2)
  })

  test('splits what is too much for one pack', async () => {
    const { storage, records, packsOf } = await openFilled(1)
    const long = 'x'.repeat(1_500_000)
    const more = [1, 2, 3, 4].map((minor) => sampleVersionWithText(long, { version: `1.${minor}.0` }))
    for (const record of more) await storage.saveVersion(record)

    await storage.archive({ keepLast: 1 })
    expect(await packsOf()).toHaveLength(2)
    expect(await storage.listVersions(id)).toEqual([...records, ...more])
  })
})

describe('an archived version', () => {
  test('keeps its number taken', async () => {
    const { storage } = await openFilled(2)
    await storage.archive({ keepLast: 1 })
    await expect(storage.saveVersion(sampleVersion())).rejects.toThrow(VersionConflictError)
    await expect(storage.saveVersion(sampleVersion({ version: '2.0.0' }), { ifLatest: '1.0.0' })).rejects.toThrow(
      '1.1.0',
    )
  })

  test('can be labelled, and is not deleted then', async () => {
    const { storage, records } = await openFilled(2)
    await storage.archive({ keepLast: 1 })
    await storage.setLabel(id, 'production', '1.0.0')

    await expect(storage.deleteVersion(id, '1.0.0')).rejects.toMatchObject({ code: 'STORE-LABEL-003' })
    expect(await storage.getByLabel(id, 'production')).toEqual(records[0])
  })

  test('is deleted for everybody, and restored for everybody', async () => {
    const { storage, open, records } = await openFilled(4)
    const other = open()
    await storage.archive({ keepLast: 1 })
    expect(await other.count(id)).toBe(4)

    expect(await storage.deleteVersion(id, '1.1.0')).toBe(true)
    expect(await storage.deleteVersion(id, '1.1.0')).toBe(false)
    const left = records.filter(({ version }) => version !== '1.1.0')
    for (const reader of [storage, other, open()]) {
      expect(await reader.getVersion(id, '1.1.0')).toBeUndefined()
      expect(await reader.count(id)).toBe(3)
      expect(await reader.listVersions(id)).toEqual(left)
    }
    expect(await storage.restoreDeleted(id, '1.1.0')).toBe(true)
    for (const reader of [storage, other, open()]) expect(await reader.listVersions(id)).toEqual(records)
  })

  test('leaves the packs when the trash is emptied after it was deleted', async () => {
    const { storage, directory, records, packsOf, open } = await openFilled(4)
    await storage.archive({ keepLast: 1 })
    await storage.deleteVersion(id, '1.1.0')
    await storage.emptyTrash({ forget: true })

    const [pack = ''] = await packsOf()
    expect(gunzipSync(await readFile(join(directory, '.archive', pack))).toString()).not.toContain('text 1 ')
    expect(await open().count(id)).toBe(3)
    await storage.saveVersion(sampleVersionWithText('anew', { version: '1.1.0' }))
    expect((await open().getVersion(id, '1.1.0'))?.prompt.text).toBe('anew')
    expect(await open().getVersion(id, '1.0.0')).toEqual(records[0])
  })

  test('gives way to a version that was saved under its number after it was deleted', async () => {
    const { storage, open } = await openFilled(3, { reuseDeleted: true })
    await storage.archive({ keepLast: 1 })
    await storage.deleteVersion(id, '1.0.0')
    await storage.saveVersion(sampleVersionWithText('again'))
    expect((await open().getVersion(id, '1.0.0'))?.prompt.text).toBe('again')
    expect(await open().count(id)).toBe(3)

    expect(await storage.unarchive(id)).toEqual(['1.1.0'])
    expect((await open().getVersion(id, '1.0.0'))?.prompt.text).toBe('again')
    expect(await open().count(id)).toBe(3)
  })
})

describe('unarchiving', () => {
  test('puts every file back to the byte, and removes the packs', async () => {
    const { storage, directory, open, records, filesOf, packsOf } = await openFilled(4)
    // Another program wrote this one: no checksum, other blanks.
    await writeFile(join(directory, '1.1.0.json'), `${JSON.stringify(records[1], null, 7)}\n\n`)
    const names = await filesOf()
    const before = await Promise.all(names.map(async (name) => readFile(join(directory, name))))
    await storage.archive({ keepLast: 1 })

    expect(await storage.unarchive(id)).toEqual(['1.0.0', '1.1.0', '1.2.0'])
    expect(await filesOf()).toEqual(names)
    expect(await Promise.all(names.map(async (name) => readFile(join(directory, name))))).toEqual(before)
    expect(await packsOf()).toEqual([])
    expect(await open().listVersions(id)).toEqual(records)
    expect(await storage.unarchive(id)).toEqual([])
  })

  test('leaves the versions in packs that were not asked for', async () => {
    const { storage, open, records, filesOf, packsOf } = await openFilled(5)
    await storage.archive({ keepLast: 3 })
    const [mixed] = await packsOf()
    await storage.archive({ keepLast: 1 })
    const other = (await packsOf()).find((name) => name !== mixed)

    expect(await storage.unarchive(id, ['1.0.0', '1.4.0', '7.0.0'])).toEqual(['1.0.0'])
    expect(await filesOf()).toEqual(['1.0.0.json', '1.4.0.json'])
    const packs = await packsOf()
    expect(packs).toHaveLength(2)
    expect(packs).toContain(other)
    expect(packs).not.toContain(mixed)
    expect(await open().listVersions(id)).toEqual(records)
  })

  test('of a prompt or a store that is not there does nothing', async () => {
    const { storage, storageDir } = await openFilled(1)
    expect(await storage.unarchive('nobody')).toEqual([])
    expect(await new FileSystemStorage({ storageDir: join(storageDir, 'none') }).unarchive(id)).toEqual([])
  })

  test('and archiving again never gives a pack the name of an earlier one, by which others know its content', async () => {
    const { storage, packsOf } = await openFilled(3)
    const names = new Set<string>()
    for (let round = 0; round < 5; round += 1) {
      await storage.archive({ keepLast: 1 })
      for (const name of await packsOf()) names.add(name)
      await storage.unarchive(id)
    }
    expect(names.size).toBe(5)
  })
})

describe('a damaged pack', () => {
  test.each([
    ['cut short', async (path: string) => truncate(path, 200)],
    ['emptied', async (path: string) => truncate(path, 0)],
    ['overwritten', async (path: string) => writeFile(path, 'no pack')],
  ])('that was %s is named by every read that needs it, and hides no file', async (_, damage) => {
    const { storage, directory, open, records } = await openFilled(3)
    await storage.archive({ keepLast: 1 })
    const path = await packIn(directory)
    await damage(path)

    const reader = open()
    for (const read of [
      async () => reader.getVersion(id, '1.0.0'),
      async () => reader.listVersions(id),
      async () => reader.deleteVersion(id, '1.0.0'),
      async () => reader.unarchive(id),
    ]) {
      await expect(read()).rejects.toThrow(CorruptVersionError)
      await expect(read()).rejects.toMatchObject({ context: { path } })
    }
    expect(await reader.getVersion(id, '1.2.0')).toEqual(records[2])
  })

  test('keeps no other prompt from having its trash emptied', async () => {
    const { storage, directory, open } = await openFilled(3)
    for (const promptId of [id, 'zz', 'aa']) {
      await storage.saveVersion(sampleVersion({ prompt_id: promptId, version: '9.0.0' }))
      await storage.deleteVersion(promptId, '9.0.0')
    }
    await storage.archive({ keepLast: 1 })
    const path = await packIn(directory)
    await truncate(path, 100)

    const reader = open()
    await expect(reader.emptyTrash()).rejects.toMatchObject({ code: 'FS-LOAD-001', context: { path } })
    const left: string[] = []
    for await (const { promptId, isEmptied } of reader.listDeleted()) if (!isEmptied) left.push(promptId ?? '')
    expect(left).toEqual([id])
    expect(await reader.archive({ keepLast: 1 })).toMatchObject({ skipped: [{ promptId: id }] })
    expect(await reader.prune({ keepLast: 1 })).toMatchObject({ skipped: [{ promptId: id }] })
    expect((await reader.verify()).problems).toMatchObject([{ kind: 'pack', path }])
  })

  test('may be found out by the checksum of a version in it', async () => {
    const { storage, directory, open } = await openFilled(3)
    await storage.archive({ keepLast: 1 })
    const path = await packIn(directory)
    const { gzipSync } = await import('node:zlib')
    const text = gunzipSync(await readFile(path)).toString()
    await writeFile(path, gzipSync(text.replace('text 0', 'text 9')))

    await expect(open().getVersion(id, '1.0.0')).rejects.toMatchObject({ code: 'FS-LOAD-001', context: { path } })
    expect((await open().getVersion(id, '1.1.0'))?.prompt.text).toBe('text 1 – ü')
  })
})
