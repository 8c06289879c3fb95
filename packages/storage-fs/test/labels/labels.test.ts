import { copyFile, link, mkdir, readdir, readFile, rename, truncate, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { VersionNotFoundError } from '@autoopt/storage-core'
import { sampleVersion, testLabelStorage } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { CorruptLabelError, FileSystemStorage, ProtectedLabelError, ReadOnlyError } from '../../src/index.ts'
import { openWriter } from '../../src/layout/writer-tag.ts'
import { thisHost } from '../../src/layout/host.ts'
import { temporaryFolder } from '../temporary-folder.ts'

async function open() {
  const storageDir = join(await temporaryFolder(), 'store')
  return {
    storageDir,
    storage: new FileSystemStorage({ storageDir }),
    reopen: async () => new FileSystemStorage({ storageDir }),
    keepsDeletedNumbers: true,
  }
}

testLabelStorage('FileSystemStorage', open)

const id = 'wf_001_llm_1_system'

/** A store with three versions whose label `production` has moved along them. */
async function openLabelled() {
  const { storage, storageDir, reopen } = await open()
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
    await storage.saveVersion(sampleVersion({ version }))
    await storage.setLabel(id, 'production', version)
  }
  const directory = join(storageDir, id, '.labels', 'production')
  return { storage, storageDir, reopen, directory, last: join(directory, '3.json') }
}

describe('on disk', () => {
  test('a revision is one file of readable JSON', async () => {
    const { storage, directory, last } = await openLabelled()

    expect(await readdir(directory)).toEqual(['1.json', '2.json', '3.json'])
    const [, , revision] = await storage.labelHistory(id, 'production')
    const sum: unknown = expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(JSON.parse(await readFile(last, 'utf8'))).toEqual({ ...revision, _sum: sum })
  })

  test('looking for labels, and deleting one that is not there, makes nothing', async () => {
    const { storage, storageDir } = await open()
    expect(await storage.getLabel(id, 'production')).toBeUndefined()
    expect(await storage.labelsOf(id)).toEqual({})
    expect(await storage.deleteLabel(id, 'production')).toBe(false)
    await expect(storage.setLabel(id, 'production', '1.0.0')).rejects.toThrow(VersionNotFoundError)

    await expect(readdir(storageDir)).rejects.toThrow('ENOENT')
  })

  test('labels that Windows would not keep apart or open have another name there', async () => {
    const { storage, storageDir } = await open()
    await storage.saveVersion(sampleVersion())
    for (const label of ['con', 'nul.x', 'a.', 'console']) await storage.setLabel(id, label, '1.0.0')

    const names = await readdir(join(storageDir, id, '.labels'))
    expect(names.toSorted()).toEqual(['a.~', 'console', 'con~', 'nul.x~'])
  })

  test('what is no revision is not read', async () => {
    const { storage, storageDir, directory } = await openLabelled()
    for (const name of ['0.json', '04.json', '5.json', '4.json.bak', 'notes.txt']) {
      await writeFile(join(directory, name), 'not a revision')
    }
    await mkdir(join(storageDir, id, '.labels', 'Upper'))

    expect(await storage.labelHistory(id, 'production')).toHaveLength(3)
    expect(await storage.labelsOf(id)).toEqual({ production: '1.2.0' })
  })
})

describe('a damaged revision', () => {
  const damages: Readonly<Record<string, (path: string) => Promise<void>>> = {
    emptied: async (path) => truncate(path),
    'cut short': async (path) => truncate(path, 40),
    changed: async (path) => writeFile(path, (await readFile(path, 'utf8')).replace('1.2.0', '1.1.0')),
    overwritten: async (path) => writeFile(path, '\0'.repeat(200)),
    'replaced by another': async (path) => copyFile(path.replace('3.json', '2.json'), path),
  }

  test.each(Object.entries(damages))('that was %s is reported by all that need it', async (_, damage) => {
    const { storageDir, last } = await openLabelled()
    await damage(last)

    const storage = new FileSystemStorage({ storageDir })
    for (const call of [
      async () => storage.getLabel(id, 'production'),
      async () => storage.getByLabel(id, 'production'),
      async () => storage.labelsOf(id),
      async () => storage.labelHistory(id, 'production'),
      async () => storage.setLabel(id, 'production', '1.0.0'),
      async () => storage.deleteVersion(id, '1.0.0'),
    ]) {
      await expect(call()).rejects.toThrow(CorruptLabelError)
      await expect(call()).rejects.toMatchObject({ context: { path: last }, message: expect.stringContaining(last) })
    }
    expect(await storage.getLabel(id, 'staging')).toBeUndefined()
  })

  test('can be removed, and the label points where it did before', async () => {
    const { storage, last } = await openLabelled()
    await truncate(last)
    await unlink(last)

    expect(await storage.getLabel(id, 'production')).toBe('1.1.0')
    expect((await storage.setLabel(id, 'production', '1.0.0')).revision).toBe(3)
  })

  test('that nobody was told of does not exist', async () => {
    const { storage, storageDir, directory, last } = await openLabelled()
    await truncate(last, 40)
    const writer = join(storageDir, '.tmp', openWriter(thisHost))
    await mkdir(writer)
    await link(last, join(writer, `1,${id},.labels,production,3.json`))

    expect(await storage.getLabel(id, 'production')).toBe('1.1.0')
    expect(await storage.labelHistory(id, 'production')).toHaveLength(2)
    await expect(storage.setLabel(id, 'production', '1.0.0')).rejects.toThrow(join(directory, '3.json'))
  })
})

test('a revision that nobody was told of yet, and one with a second name elsewhere, are read', async () => {
  const { storage, storageDir, last } = await openLabelled()
  const writer = join(storageDir, '.tmp', openWriter(thisHost))
  await mkdir(writer)
  await link(last, join(writer, `1,${id},.labels,production,3.json`))
  expect(await storage.getLabel(id, 'production')).toBe('1.2.0')

  await rename(join(writer, `1,${id},.labels,production,3.json`), join(storageDir, '..', 'backup'))
  expect(await storage.getLabel(id, 'production')).toBe('1.2.0')
})

test('a revision that was written by hand is read', async () => {
  const { storage, directory } = await openLabelled()
  const revision = { revision: 4, version: '1.0.0', set_at: '2026-01-02T03:04:05Z', ticket: 7 }
  await writeFile(join(directory, '4.json'), JSON.stringify(revision))

  expect((await storage.labelHistory(id, 'production')).at(-1)).toEqual(revision)
  expect(await storage.getLabel(id, 'production')).toBe('1.0.0')
})

test('labels are read, and not moved, in a store that is only read', async () => {
  const { storageDir } = await openLabelled()
  const storage = new FileSystemStorage({ storageDir, readOnly: true })

  expect(await storage.labelsOf(id)).toEqual({ production: '1.2.0' })
  for (const call of [
    async () => storage.setLabel(id, 'production', '1.0.0'),
    async () => storage.deleteLabel(id, 'production'),
    async () => storage.rollbackLabel(id, 'production'),
    async () => storage.importLabelHistory(id, 'production', []),
  ]) {
    await expect(call()).rejects.toThrow(ReadOnlyError)
  }
})

describe('a protected label', () => {
  async function openProtected() {
    const { storageDir } = await openLabelled()
    return new FileSystemStorage({ storageDir, protectedLabels: ['production', 'release'] })
  }

  test('stays where it is without force', async () => {
    const storage = await openProtected()
    const history = await storage.labelHistory(id, 'production')
    const next = { revision: 4, version: '1.0.0', set_at: '2026-01-02T03:04:05Z' }
    for (const call of [
      async () => storage.setLabel(id, 'production', '1.0.0'),
      async () => storage.deleteLabel(id, 'production', { force: false }),
      async () => storage.rollbackLabel(id, 'production'),
      async () => storage.importLabelHistory(id, 'production', [...history, next]),
    ]) {
      await expect(call()).rejects.toThrow(ProtectedLabelError)
      await expect(call()).rejects.toMatchObject({ context: { promptId: id, label: 'production', version: '1.2.0' } })
    }
    await storage.importLabelHistory(id, 'production', history)
    expect(await storage.labelHistory(id, 'production')).toEqual(history)
  })

  test('moves with force', async () => {
    const storage = await openProtected()
    await storage.setLabel(id, 'production', '1.0.0', { force: true })
    await storage.rollbackLabel(id, 'production', { force: true })
    expect(await storage.getLabel(id, 'production')).toBe('1.2.0')
    expect(await storage.deleteLabel(id, 'production', { force: true })).toBe(true)

    const history = await storage.labelHistory(id, 'production')
    const next = { revision: history.length + 1, version: '1.1.0', set_at: '2026-01-02T03:04:05Z' }
    await storage.importLabelHistory(id, 'production', [...history, next], { force: true })
    expect(await storage.getLabel(id, 'production')).toBe('1.1.0')
  })

  test('is set at first like any other, and does not protect the others', async () => {
    const storage = await openProtected()
    await storage.setLabel(id, 'release', '1.0.0')
    await storage.setLabel(id, 'staging', '1.0.0')
    await storage.setLabel(id, 'staging', '1.1.0')

    expect(await storage.labelsOf(id)).toEqual({ production: '1.2.0', release: '1.0.0', staging: '1.1.0' })
  })
})
