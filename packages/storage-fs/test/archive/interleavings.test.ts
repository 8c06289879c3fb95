import { mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import { expect, test } from 'vitest'
import { formatPack, parsePack } from '../../src/archive/archive-pack.ts'
import { nodeFilePort } from '../../src/files/node-file-port.ts'
import { type FilePort, FileSystemStorage } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const id = 'wf_001_llm_1_system'
const versions = ['1.0.0', '1.1.0', '1.2.0']

/** A call of the file port: its name and the end of its path. */
type Call = readonly [method: 'list' | 'stat' | 'rename' | 'link', pathEnd: string, nth: number]

/** A store with three versions, and the directory that they are in. */
async function openFilled() {
  const storageDir = join(await temporaryFolder(), 'store')
  const storage = new FileSystemStorage({ storageDir, durability: 'none' })
  for (const version of versions) await storage.saveVersion(sampleVersionWithText(`text of ${version}`, { version }))
  return { storage, storageDir, directory: join(storageDir, id) }
}

/** The store as somebody opens it during one of whose calls, before it is carried out, somebody else acts. */
function openInterrupted(storageDir: string, [method, pathEnd, nth]: Call, act: () => void): FileSystemStorage {
  let count = 0
  const before = (name: string, path: string): void => {
    if (name !== method || !path.endsWith(pathEnd)) return
    count += 1
    if (count === nth) act()
  }
  const files: FilePort = {
    ...nodeFilePort,
    list: (path) => (before('list', path), nodeFilePort.list(path)),
    stat: (path) => (before('stat', path), nodeFilePort.stat(path)),
    rename: (from, to) => (before('rename', from), nodeFilePort.rename(from, to)),
    link: (from, to) => (before('link', to), nodeFilePort.link(from, to)),
  }
  return new FileSystemStorage({ storageDir, files, durability: 'none' })
}

/** Moves version files into a pack, as quickly as only a test can. */
function archiveAtOnce(directory: string, number: number, archived: readonly string[]): void {
  const packed = archived.map((version) => ({
    name: `${version}.json`,
    text: readFileSync(join(directory, `${version}.json`), 'utf8'),
  }))
  mkdirSync(join(directory, '.archive'), { recursive: true })
  writeFileSync(join(directory, '.archive', `${number}.jsonl.gz`), formatPack(packed))
  for (const { name } of packed) unlinkSync(join(directory, name))
}

function unarchiveAtOnce(directory: string): void {
  for (const name of readdirSync(join(directory, '.archive'))) {
    const path = join(directory, '.archive', name)
    for (const packed of parsePack(readFileSync(path), path)) writeFileSync(join(directory, packed.name), packed.text)
    unlinkSync(path)
  }
}

async function numbersOf(storage: FileSystemStorage): Promise<string[]> {
  return (await storage.listVersions(id)).map(({ version }) => version)
}

test('a version that is put back between the look at its file and that at the packs is found', async () => {
  const { storage, storageDir, directory } = await openFilled()
  await storage.archive({ keepLast: 1 })
  const reader = openInterrupted(storageDir, ['stat', '.archive', 1], () => unarchiveAtOnce(directory))

  expect((await reader.getVersion(id, '1.0.0'))?.prompt.text).toBe('text of 1.0.0')
})

test('a version that is put back and archived again while it is looked for is found', async () => {
  const { storage, storageDir, directory } = await openFilled()
  await storage.archive({ keepLast: 1 })
  const reader = openInterrupted(storageDir, ['stat', '.archive', 2], () => {
    unarchiveAtOnce(directory)
    archiveAtOnce(directory, 2, ['1.0.0', '1.1.0'])
  })

  expect((await reader.getVersion(id, '1.1.0'))?.prompt.text).toBe('text of 1.1.0')
})

test.each([1, 2, 3])(
  'no version is missed that is archived before look %i at the directory while it is listed',
  async (nth) => {
    const { storage, storageDir, directory } = await openFilled()
    await storage.archive({ keepLast: 2 })
    const archive = (): void => archiveAtOnce(directory, 2, ['1.1.0'])
    for (const call of [
      ['list', id, nth],
      ['stat', '.archive', nth],
      ['list', '.archive', nth],
    ] as const) {
      const reader = openInterrupted(storageDir, call, archive)
      expect(await numbersOf(reader)).toEqual(versions)
      await storage.unarchive(id, ['1.1.0'])
    }
  },
)

test.each([1, 2, 3])(
  'no version is missed that is put back before look %i at the directory while it is listed',
  async (nth) => {
    const { storage, storageDir, directory } = await openFilled()
    for (const call of [
      ['list', id, nth],
      ['stat', '.archive', nth],
      ['list', '.archive', nth],
    ] as const) {
      await storage.archive({ keepLast: 1 })
      const reader = openInterrupted(storageDir, call, () => unarchiveAtOnce(directory))
      expect(await numbersOf(reader)).toEqual(versions)
      await storage.unarchive(id)
    }
  },
)

test('no version is missed when the first pack of a prompt is made after its directory was listed', async () => {
  const { storageDir, directory } = await openFilled()
  const archive = (): void => archiveAtOnce(directory, 1, ['1.0.0', '1.1.0'])
  expect(await numbersOf(openInterrupted(storageDir, ['stat', '.archive', 1], archive))).toEqual(versions)
})

test('no version is missed when the directory of the packs is made behind the place to which a listing has come', async () => {
  const { storageDir, directory } = await openFilled()
  let isArchived = false
  const list = (path: string): string[] => {
    if (path !== directory || isArchived) return nodeFilePort.list(path)
    isArchived = true
    archiveAtOnce(directory, 1, ['1.0.0', '1.1.0'])
    return nodeFilePort.list(path).filter((name) => name !== '.archive')
  }
  const reader = new FileSystemStorage({ storageDir, files: { ...nodeFilePort, list } })
  expect(await numbersOf(reader)).toEqual(versions)
})

test('a version that is deleted while it is put back stays deleted', async () => {
  const { storage, storageDir, directory } = await openFilled()
  const path = join(directory, '1.0.0.json')
  const content = readFileSync(path)
  await storage.archive({ keepLast: 1 })
  // Somebody was interrupted after the pack was made: there is a file as well, which is deleted without a lock.
  writeFileSync(path, content)
  const trash = join(storageDir, '.trash', id)
  const other = openInterrupted(storageDir, ['link', '1.0.0.json', 1], () => {
    mkdirSync(trash, { recursive: true })
    renameSync(path, join(trash, '1.0.0,1,0a.json'))
  })

  await other.unarchive(id)
  expect(await numbersOf(storage)).toEqual(['1.1.0', '1.2.0'])
  expect(readdirSync(directory).toSorted()).toEqual(['.archive', '1.1.0.json', '1.2.0.json'])
})

test('a version that is archived while it is being deleted is deleted', async () => {
  const { storage, storageDir, directory } = await openFilled()
  const archive = (): void => archiveAtOnce(directory, 1, ['1.0.0'])
  const other = openInterrupted(storageDir, ['rename', '1.0.0.json', 1], archive)

  expect(await other.deleteVersion(id, '1.0.0')).toBe(true)
  expect(await numbersOf(storage)).toEqual(['1.1.0', '1.2.0'])
  expect(await storage.restoreDeleted(id, '1.0.0')).toBe(true)
  expect(await numbersOf(storage)).toEqual(versions)
})

test('a version that is put back while it is being deleted is deleted', async () => {
  const { storage, storageDir, directory } = await openFilled()
  await storage.archive({ keepLast: 1 })
  const other = openInterrupted(storageDir, ['stat', '.archive', 1], () => unarchiveAtOnce(directory))

  expect(await other.deleteVersion(id, '1.0.0')).toBe(true)
  expect(await numbersOf(storage)).toEqual(['1.1.0', '1.2.0'])
})
