import { lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { VersionConflictError } from '@autoopt/storage-core'
import {
  hostilePromptIds,
  sampleVersion,
  testEnumerableStorage,
  testVersionStorage,
} from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { DirectoryError, FileSystemStorage, ReadFailedError } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function open() {
  const storageDir = join(await temporaryFolder(), 'made', 'when needed')
  return {
    storageDir,
    storage: new FileSystemStorage({ storageDir }),
    reopen: async () => new FileSystemStorage({ storageDir }),
    keepsDeletedNumbers: true,
  }
}

testVersionStorage('FileSystemStorage', open)
testEnumerableStorage('FileSystemStorage', open)

const id = 'wf_001_llm_1_system'

describe('on disk', () => {
  test('opening, reading, deleting and clearing make nothing', async () => {
    const { storage, storageDir } = await open()
    await storage.getVersion(id, '1.0.0')
    await storage.listVersions(id)
    await storage.deleteVersion(id, '1.0.0')
    await storage.clearAll()

    await expect(stat(join(storageDir, '..'))).rejects.toThrow('ENOENT')
  })

  test('a version is one file of readable JSON, named after its prompt and number', async () => {
    const { storage, storageDir } = await open()
    await storage.saveVersion(sampleVersion())
    const text = await readFile(join(storageDir, id, '1.0.0.json'), 'utf8')

    expect(JSON.parse(text)).toEqual({ ...sampleVersion(), _sum: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(text).toContain('\n    "text": "Answer the question in one sentence: {{#start.question#}}",\n')
    expect(await temporariesOf(storageDir)).toEqual([])
  })

  test('hostile ids stay inside the storage directory, one directory each', async () => {
    const { storage, storageDir } = await open()
    for (const prompt_id of hostilePromptIds) await storage.saveVersion(sampleVersion({ prompt_id }))

    expect(await readdir(join(storageDir, '..'))).toEqual(['when needed'])
    const names = await readdir(storageDir)
    expect(names.filter((name) => !['.metadata.json', '.tmp'].includes(name))).toHaveLength(hostilePromptIds.length)
  })

  test('a relative path is resolved once, when the store is opened', () => {
    expect(new FileSystemStorage({ storageDir: 'x' }).storageDir).toBe(join(process.cwd(), 'x'))
    expect(() => new FileSystemStorage({ storageDir: '' })).toThrow(DirectoryError)
  })

  test.skipIf(process.platform === 'win32')('only the owner may read what is saved', async () => {
    const umask = process.umask(0)
    const { storage, storageDir } = await open()
    await storage.saveVersion(sampleVersion()).finally(() => process.umask(umask))

    const modeOf = async (...path: string[]): Promise<number> => (await stat(join(storageDir, ...path))).mode & 0o777
    expect(await Promise.all([modeOf('..'), modeOf(), modeOf('.tmp'), modeOf(id)])).toEqual([
      0o700, 0o700, 0o700, 0o700,
    ])
    expect(await modeOf(id, '1.0.0.json')).toBe(0o600)
  })

  test('a save that loses leaves no temporary file', async () => {
    const { storage, storageDir } = await open()
    await storage.saveVersion(sampleVersion())

    await expect(storage.saveVersion(sampleVersion())).rejects.toThrow(VersionConflictError)
    expect(await temporariesOf(storageDir)).toEqual([])
  })

  test('a store whose directory was removed makes it again', async () => {
    const { storage, storageDir } = await open()
    await storage.saveVersion(sampleVersion())
    await rm(join(storageDir, '..'), { recursive: true })

    expect(await storage.listVersions(id)).toEqual([])
    await storage.saveVersion(sampleVersion())
    expect(await storage.listVersions(id)).toHaveLength(1)
  })

  test('clearing moves the directories of prompts to the trash', async () => {
    const { storage, storageDir } = await open()
    for (const prompt_id of ['a', 'b']) await storage.saveVersion(sampleVersion({ prompt_id }))
    await storage.clearAll()

    expect(await readdir(storageDir)).toEqual(['.metadata.json', '.tmp', '.trash'])
    const [cleared = ''] = await readdir(join(storageDir, '.trash'))
    expect(await readdir(join(storageDir, '.trash', cleared))).toEqual(['a', 'b', 'deleted'])
  })
})

describe('what is not a version', () => {
  test('is neither read nor removed', async () => {
    const { storage, storageDir } = await open()
    await storage.saveVersion(sampleVersion())
    const foreign = [
      'README.md',
      '.git/HEAD',
      'Upper/1.0.0.json',
      '.hidden/1.0.0.json',
      'docs/notes.txt',
      '.tmp/4711-left-by-a-dead-process.json',
      `${id}/.DS_Store`,
      `${id}/1.0.0.json.bak`,
      `${id}/v2.0.0.json`,
      `${id}/2.0.0-RC.json`,
      `${id}/latest.json`,
    ]
    for (const path of foreign) {
      await mkdir(join(storageDir, path, '..'), { recursive: true })
      await writeFile(join(storageDir, path), 'not a version')
    }

    expect(await storage.listVersions(id)).toEqual([sampleVersion()])
    expect(await idsOf(storage)).toEqual([id])
    await storage.clearAll()

    expect(await storage.listVersions(id)).toEqual([])
    const [cleared = ''] = await readdir(join(storageDir, '.trash'))
    for (const path of foreign) {
      // What lies in the directory of a prompt goes where that goes.
      const place = path.startsWith(id) ? join('.trash', cleared, path) : path
      expect(await readFile(join(storageDir, place), 'utf8')).toBe('not a version')
    }
  })

  test('at the place of a version is an error to read, and is never overwritten', async () => {
    const { storage, storageDir } = await open()
    await mkdir(join(storageDir, id, '1.0.0.json'), { recursive: true })

    await expect(storage.getVersion(id, '1.0.0')).rejects.toThrow(ReadFailedError)
    await expect(storage.listVersions(id)).rejects.toMatchObject({ code: 'FS-LOAD-002' })
    await expect(storage.saveVersion(sampleVersion())).rejects.toThrow(VersionConflictError)
    expect(await storage.deleteVersion(id, '1.0.0')).toBe(true)
    expect(await storage.listVersions(id)).toEqual([])
  })

  test('at the place of a directory is an error, whatever is called', async () => {
    const { storage, storageDir } = await open()
    await mkdir(storageDir, { recursive: true })
    await writeFile(join(storageDir, id), 'a file')

    for (const call of callsOn(storage)) {
      await expect(call()).rejects.toMatchObject({ code: 'FS-IO-001', context: { path: join(storageDir, id) } })
    }
  })

  test('at the place of the store is an error, whatever is called', async () => {
    const storageDir = join(await temporaryFolder(), 'file')
    await writeFile(storageDir, '')
    const storage = new FileSystemStorage({ storageDir })

    for (const call of [...callsOn(storage), async () => storage.clearAll(), async () => idsOf(storage)]) {
      await expect(call()).rejects.toMatchObject({ code: 'FS-IO-001' })
    }
  })
})

describe('symbolic links', () => {
  test('to a directory is where a store may lie', async () => {
    const { storage, storageDir } = await open()
    await storage.saveVersion(sampleVersion())
    await symlink(storageDir, join(storageDir, '..', 'link'))
    const linked = new FileSystemStorage({ storageDir: join(storageDir, '..', 'link') })
    await linked.saveVersion(sampleVersion({ version: '1.1.0' }))

    expect(await storage.listVersions(id)).toHaveLength(2)
  })

  test('in place of a version are not followed', async () => {
    const { storage, storageDir } = await open()
    await storage.saveVersion(sampleVersion({ version: '1.1.0' }))
    await symlink(join(storageDir, id, '1.1.0.json'), join(storageDir, id, '1.0.0.json'))

    await expect(storage.getVersion(id, '1.0.0')).rejects.toThrow(ReadFailedError)
    await expect(storage.saveVersion(sampleVersion())).rejects.toThrow(VersionConflictError)
    expect(await storage.deleteVersion(id, '1.0.0')).toBe(true)
    expect(await storage.listVersions(id)).toHaveLength(1)
  })

  test('in place of the directory of a prompt are not followed, and nothing behind them is touched', async () => {
    const { storage, storageDir, outside } = await openWithLink(id)
    const before = await readdir(outside, { recursive: true })

    await expect(storage.saveVersion(sampleVersion({ version: '2.0.0' }))).rejects.toThrow(DirectoryError)
    await storage.clearAll()
    expect(await idsOf(storage)).toEqual([])
    expect(await readdir(outside, { recursive: true })).toEqual(before)
    expect((await lstat(join(storageDir, id))).isSymbolicLink()).toBe(true)
  })

  test('in place of the directory of temporary files are refused by every call, and nothing behind them is touched', async () => {
    const { storage, outside } = await openWithLink('.tmp')
    const before = await readdir(outside, { recursive: true })

    for (const call of callsOn(storage)) await expect(call()).rejects.toThrow(DirectoryError)
    await expect(storage.clearAll()).rejects.toThrow(DirectoryError)
    expect(await readdir(outside, { recursive: true })).toEqual(before)
  })

  test('in place of a prompt are refused by every call', async () => {
    const { storage, storageDir } = await open()
    const outside = new FileSystemStorage({ storageDir: join(storageDir, '..', 'outside') })
    await outside.saveVersion(sampleVersion())
    await mkdir(storageDir)
    await symlink(join(outside.storageDir, id), join(storageDir, id))

    for (const call of callsOn(storage)) await expect(call()).rejects.toThrow(DirectoryError)
    expect(await outside.listVersions(id)).toHaveLength(1)
  })
})

/** A store in which a link to another store's directory takes the place of the own one. */
async function openWithLink(name: string) {
  const { storage, storageDir } = await open()
  const outside = new FileSystemStorage({ storageDir: join(storageDir, '..', 'outside') })
  await outside.saveVersion(sampleVersion({ prompt_id: id }))
  await mkdir(storageDir)
  await symlink(join(outside.storageDir, name), join(storageDir, name))
  return { storage, storageDir, outside: outside.storageDir }
}

function callsOn(storage: FileSystemStorage): (() => Promise<unknown>)[] {
  return [
    async () => storage.saveVersion(sampleVersion()),
    async () => storage.getVersion(id, '1.0.0'),
    async () => storage.listVersions(id),
    async () => storage.getLatestVersion(id),
    async () => storage.deleteVersion(id, '1.0.0'),
  ]
}

/** What lies in the directories of the writers. */
async function temporariesOf(storageDir: string): Promise<string[]> {
  const entries = await readdir(join(storageDir, '.tmp'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

async function idsOf(storage: FileSystemStorage): Promise<string[]> {
  const ids: string[] = []
  for await (const promptId of storage.promptIds()) ids.push(promptId)
  return ids.toSorted()
}
