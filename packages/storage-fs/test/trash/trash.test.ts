import { readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { VersionConflictError } from '@autoopt/storage-core'
import { sampleVersion, sampleVersionWithText } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import {
  CorruptVersionError,
  type DeletedVersion,
  FileSystemStorage,
  type FileSystemStorageOptions,
} from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const id = 'wf_001_llm_1_system'
const hashed = 'Other Prompt'
const start = Date.parse('2026-11-21T10:00:00Z')
const day = 24 * 3600 * 1000

/** A store with a clock that is set by hand. */
async function open(options: Partial<FileSystemStorageOptions> = {}) {
  const clock = { now: start }
  const storageDir = join(await temporaryFolder(), 'store')
  const storage = new FileSystemStorage({ storageDir, durability: 'none', now: () => clock.now, ...options })
  const trashOf = async (name: string): Promise<string[]> => readdir(join(storageDir, '.trash', name))
  return { storage, storageDir, clock, trashOf }
}

async function deletedOf(storage: FileSystemStorage, promptId?: string) {
  const deleted: DeletedVersion[] = []
  for await (const version of storage.listDeleted(promptId)) deleted.push(version)
  return deleted
}

async function saveAndDelete(storage: FileSystemStorage, version: string, promptId = id, text = version) {
  await storage.saveVersion(sampleVersionWithText(text, { prompt_id: promptId, version }))
  await storage.deleteVersion(promptId, version)
}

describe('listing what was deleted', () => {
  test('names prompt, version, time and size, ascending by number', async () => {
    const { storage, clock } = await open()
    await saveAndDelete(storage, '1.10.0')
    clock.now += day
    await saveAndDelete(storage, '1.9.0')
    await saveAndDelete(storage, '1.0.0', hashed)

    const deleted = await deletedOf(storage)
    expect(deleted).toEqual([
      {
        promptId: id,
        version: '1.9.0',
        deletedAt: '2026-11-22T10:00:00.000Z',
        bytes: expect.any(Number),
        isEmptied: false,
      },
      {
        promptId: id,
        version: '1.10.0',
        deletedAt: '2026-11-21T10:00:00.000Z',
        bytes: expect.any(Number),
        isEmptied: false,
      },
      {
        promptId: hashed,
        version: '1.0.0',
        deletedAt: '2026-11-22T10:00:00.000Z',
        bytes: expect.any(Number),
        isEmptied: false,
      },
    ])
    expect(deleted.every(({ bytes }) => bytes > 500)).toBe(true)
    expect(await deletedOf(storage, hashed)).toEqual(deleted.slice(2))
    expect(await deletedOf(storage, 'nobody')).toEqual([])
  })

  test('makes no store, and finds nothing in none', async () => {
    const { storage, storageDir } = await open()
    expect(await deletedOf(storage)).toEqual([])
    expect(await storage.restoreDeleted(id, '1.0.0')).toBe(false)
    expect(await storage.emptyTrash()).toEqual({ versions: 0, forgotten: 0, cleared: 0, bytes: 0 })
    await expect(readdir(storageDir)).rejects.toThrow('ENOENT')
  })

  test('tells the prompt by whatever can still be read of its trash', async () => {
    const { storage, storageDir, trashOf } = await open()
    await saveAndDelete(storage, '1.0.0', hashed)
    const [directory = ''] = await readdir(join(storageDir, '.trash'))
    const [only = ''] = await trashOf(directory)
    await truncate(join(storageDir, '.trash', directory, only), 100)
    expect(await deletedOf(storage)).toMatchObject([{ promptId: undefined, version: '1.0.0' }])

    await saveAndDelete(storage, '1.1.0', hashed)
    expect(await deletedOf(storage)).toMatchObject([
      { promptId: hashed, version: '1.0.0' },
      { promptId: hashed, version: '1.1.0' },
    ])
  })
})

describe('restoring a deleted version', () => {
  test('brings it back to the byte and frees the trash of it', async () => {
    const { storage, storageDir } = await open()
    const path = join(storageDir, id, '1.0.0.json')
    await storage.saveVersion(sampleVersion())
    const before = await readFile(path)
    await storage.deleteVersion(id, '1.0.0')

    expect(await storage.restoreDeleted(id, '1.0.0')).toBe(true)
    expect(await readFile(path)).toEqual(before)
    expect(await storage.listVersions(id)).toEqual([sampleVersion()])
    expect(await deletedOf(storage)).toEqual([])
    expect(await storage.restoreDeleted(id, '1.0.0')).toBe(false)
  })

  test('is seen at once by others that have the store open', async () => {
    const { storage, storageDir } = await open()
    const other = new FileSystemStorage({ storageDir })
    await saveAndDelete(storage, '1.0.0')
    expect(await other.getLatestVersion(id)).toBeUndefined()

    await storage.restoreDeleted(id, '1.0.0')
    expect((await other.getLatestVersion(id))?.version).toBe('1.0.0')
    expect(await other.deleteVersion(id, '1.0.0')).toBe(true)
    expect(await storage.getVersion(id, '1.0.0')).toBeUndefined()
  })

  test('takes the one that was deleted last when a number was used again', async () => {
    const { storage, clock } = await open({ reuseDeleted: true })
    for (const text of ['first', 'second', 'third']) {
      await saveAndDelete(storage, '1.0.0', id, text)
      clock.now += 1000
    }
    expect(await deletedOf(storage)).toHaveLength(3)

    expect(await storage.restoreDeleted(id, '1.0.0')).toBe(true)
    expect((await storage.getVersion(id, '1.0.0'))?.prompt.text).toBe('third')
    expect(await deletedOf(storage)).toEqual([])
  })

  test('is refused while the number is in use, and loses nothing', async () => {
    const { storage } = await open({ reuseDeleted: true })
    await saveAndDelete(storage, '1.0.0', id, 'old')
    await storage.saveVersion(sampleVersionWithText('new'))

    await expect(storage.restoreDeleted(id, '1.0.0')).rejects.toThrow(VersionConflictError)
    expect((await storage.getVersion(id, '1.0.0'))?.prompt.text).toBe('new')
    expect(await deletedOf(storage)).toHaveLength(1)
  })

  test.each([
    ['damaged', async (path: string) => truncate(path, 300)],
    [
      'of another version',
      async (path: string) => writeFile(path, JSON.stringify(sampleVersion({ version: '9.9.9' }))),
    ],
  ])('is refused when what is in the trash is %s', async (_, spoil) => {
    const { storage, storageDir, trashOf } = await open()
    await saveAndDelete(storage, '1.0.0')
    const [name = ''] = await trashOf(id)
    await spoil(join(storageDir, '.trash', id, name))

    await expect(storage.restoreDeleted(id, '1.0.0')).rejects.toThrow(CorruptVersionError)
    expect(await storage.getVersion(id, '1.0.0')).toBeUndefined()
    expect(await trashOf(id)).toEqual([name])
  })
})

describe('emptying the trash', () => {
  test('removes contents and keeps the numbers taken', async () => {
    const { storage, clock, trashOf } = await open()
    await saveAndDelete(storage, '1.0.0', hashed)
    await saveAndDelete(storage, '1.0.0-RC.1')
    const bytes = (await deletedOf(storage)).reduce((sum, deleted) => sum + deleted.bytes, 0)
    clock.now += day

    expect(await storage.emptyTrash()).toEqual({ versions: 2, forgotten: 0, cleared: 0, bytes })
    expect(await trashOf(id)).toEqual(['1.0.0-^r^c.1,gone'])
    expect(await deletedOf(storage)).toEqual([
      { promptId: id, version: '1.0.0-RC.1', deletedAt: new Date(start).toISOString(), bytes: 0, isEmptied: true },
      { promptId: hashed, version: '1.0.0', deletedAt: new Date(start).toISOString(), bytes: 0, isEmptied: true },
    ])
    expect(await storage.restoreDeleted(hashed, '1.0.0')).toBe(false)
    await expect(storage.saveVersion(sampleVersion({ prompt_id: hashed }))).rejects.toMatchObject({
      context: { deleted: true },
    })
    expect(await storage.emptyTrash()).toEqual({ versions: 0, forgotten: 0, cleared: 0, bytes: 0 })
  })

  test('leaves what is not old enough', async () => {
    const { storage, clock } = await open()
    await saveAndDelete(storage, '1.0.0')
    clock.now += 2 * day
    await saveAndDelete(storage, '1.1.0')

    expect(await storage.emptyTrash({ olderThanMs: day })).toMatchObject({ versions: 1 })
    expect(await deletedOf(storage)).toMatchObject([
      { version: '1.0.0', isEmptied: true },
      { version: '1.1.0', isEmptied: false },
    ])
    expect(await storage.restoreDeleted(id, '1.1.0')).toBe(true)
  })

  test('removes what was deleted in the future too, by another clock, when no age is given', async () => {
    const { storage, clock } = await open()
    clock.now += day
    await saveAndDelete(storage, '1.0.0')
    clock.now -= day

    expect(await storage.emptyTrash({ olderThanMs: 0 })).toMatchObject({ versions: 0 })
    expect(await storage.emptyTrash()).toMatchObject({ versions: 1 })
  })

  test('frees the numbers when they are to be forgotten, those of earlier times too', async () => {
    const { storage, clock, storageDir } = await open()
    await saveAndDelete(storage, '1.0.0')
    await storage.emptyTrash()
    clock.now += 2 * day
    await saveAndDelete(storage, '1.1.0')

    expect(await storage.emptyTrash({ forget: true, olderThanMs: day })).toMatchObject({ versions: 0, forgotten: 1 })
    await storage.saveVersion(sampleVersion())
    await expect(storage.saveVersion(sampleVersion({ version: '1.1.0' }))).rejects.toThrow(VersionConflictError)
    expect(await storage.emptyTrash({ forget: true })).toMatchObject({ versions: 1, forgotten: 1 })
    await storage.saveVersion(sampleVersion({ version: '1.1.0' }))
    expect(await readdir(join(storageDir, '.trash'))).toEqual([])
  })

  test('does not free a number that was deleted again since', async () => {
    const { storage, clock } = await open({ reuseDeleted: true })
    await saveAndDelete(storage, '1.0.0', id, 'old')
    clock.now += 2 * day
    await saveAndDelete(storage, '1.0.0', id, 'new')

    expect(await storage.emptyTrash({ forget: true, olderThanMs: day })).toMatchObject({ versions: 1, forgotten: 0 })
    await storage.restoreDeleted(id, '1.0.0')
    expect((await storage.getVersion(id, '1.0.0'))?.prompt.text).toBe('new')
  })

  test('counts a mark that was torn by the time of its file', async () => {
    const { storage, storageDir } = await open()
    await saveAndDelete(storage, '1.0.0')
    await storage.emptyTrash()
    const mark = join(storageDir, '.trash', id, '1.0.0,gone')
    await truncate(mark, 20)
    await utimes(mark, start / 1000, start / 1000)

    expect(await deletedOf(storage)).toMatchObject([{ promptId: id, deletedAt: new Date(start).toISOString() }])
    expect(await storage.emptyTrash({ forget: true, olderThanMs: 1 })).toMatchObject({ forgotten: 0 })
    expect(await storage.emptyTrash({ forget: true })).toMatchObject({ forgotten: 1 })
  })

  test('removes what was cleared long ago, whatever is in it, and nothing else that lies there', async () => {
    const { storage, storageDir, clock } = await open()
    await storage.saveVersion(sampleVersion())
    await writeFile(join(storageDir, id, 'notes.txt'), 'mine')
    await storage.clearAll()
    clock.now += 2 * day
    await storage.saveVersion(sampleVersion())
    await storage.clearAll()
    await writeFile(join(storageDir, '.trash', 'README'), 'not ours')

    expect(await storage.emptyTrash({ olderThanMs: day })).toMatchObject({ cleared: 1, versions: 0 })
    const names = await readdir(join(storageDir, '.trash'))
    expect(names).toEqual(['README', expect.stringMatching(/^cleared,/)])
  })

  test('says how far it has come, and stops when it is told to', async () => {
    const { storage } = await open()
    for (const prompt of ['a', 'b', 'c']) await saveAndDelete(storage, '1.0.0', prompt)
    const controller = new AbortController()
    const seen: unknown[] = []
    const onProgress = (progress: unknown): void => {
      seen.push(progress)
      controller.abort(new Error('enough'))
    }

    await expect(storage.emptyTrash({ signal: controller.signal, onProgress })).rejects.toThrow('enough')
    expect(seen).toEqual([{ prompts: 1, versions: 1 }])
    expect((await deletedOf(storage)).filter(({ isEmptied }) => isEmptied)).toHaveLength(1)
  })
})
