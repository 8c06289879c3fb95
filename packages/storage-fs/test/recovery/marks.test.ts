/** What others make of the marks of a writer where there are no hard links; see `TemporaryFiles`. */
import { hash } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { nodeFilePort } from '../../src/files/node-file-port.ts'
import { FileSystemStorage } from '../../src/index.ts'
import { formatVersionFile } from '../../src/record/version-file.ts'
import { linklessPort } from '../crash/linkless-port.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = linklessPort(nodeFilePort)
const saved = sampleVersionWithText('as it was saved', { prompt_id: 'one', version: '1.0.0' })
const bytes = formatVersionFile(saved)
const sum = (content: Uint8Array) => hash('sha256', content, 'hex')

/** A store that a writer has open, and where that writer's marks and those of one that is gone lie. */
async function openBesideWriter() {
  const storageDir = join(await temporaryFolder(), 'store')
  const open = (options = {}) => {
    const storage = new FileSystemStorage({ storageDir, files, ...options })
    onTestFinished(async () => storage.close())
    return storage
  }
  await open().saveVersion(sampleVersionWithText('before', { prompt_id: 'one', version: '0.1.0' }))
  const temporary = join(storageDir, '.tmp')
  const [writer = ''] = await readdir(temporary)
  const living = join(temporary, writer)
  const gone = join(temporary, writer.replace(/^([0-9a-f]*-[0-9a-f]*)-\d+/, '$1-4194999'))
  await mkdir(gone)
  return { storageDir, open, living, gone, path: join(storageDir, 'one', '1.0.0.json') }
}

async function numbers(storage: FileSystemStorage): Promise<string[]> {
  return (await storage.listVersions('one')).map(({ version }) => version)
}

describe('while a living writer is saving', () => {
  test('what is not whole yet does not exist, cannot be deleted, and its number is taken', async () => {
    const { open, living, path } = await openBesideWriter()
    await writeFile(join(living, '9;one,1.0.0.json'), sum(bytes))
    await writeFile(path, bytes.subarray(0, 100))
    const storage = open()
    expect(await storage.getVersion('one', '1.0.0')).toBeUndefined()
    expect(await numbers(storage)).toEqual(['0.1.0'])
    expect(await storage.deleteVersion('one', '1.0.0')).toBe(false)
    expect((await storage.verify()).problems.filter(({ path: where }) => where === path)).toEqual([])
    await expect(storage.saveVersion(saved)).rejects.toThrow(/exist|already/)
  })

  test('what is whole can be read and deleted', async () => {
    const { open, living, path } = await openBesideWriter()
    await writeFile(join(living, '9;one,1.0.0.json'), sum(bytes))
    await writeFile(path, bytes)
    const storage = open()
    expect(await storage.getVersion('one', '1.0.0')).toEqual(saved)
    expect(await numbers(storage)).toEqual(['0.1.0', '1.0.0'])
    expect(await storage.deleteVersion('one', '1.0.0')).toBe(true)
  })

  test('a file that is whole and not what the mark says is not its', async () => {
    const { open, living, path } = await openBesideWriter()
    await writeFile(join(living, '9;one,1.0.0.json'), sum(Buffer.from('another')))
    await writeFile(path, bytes)
    expect(await open().getVersion('one', '1.0.0')).toEqual(saved)
    expect(await open().backup(join(await temporaryFolder(), 'backup'))).toMatchObject({ versions: 2 })
  })

  test('a batch that is not committed does not exist, and its numbers are taken', async () => {
    const { open, living, path } = await openBesideWriter()
    await writeFile(join(living, '9+one,1.0.0.json'), bytes)
    await writeFile(join(living, '9.open'), '')
    await writeFile(path, '')
    const storage = open()
    expect(await storage.getVersion('one', '1.0.0')).toBeUndefined()
    expect(await numbers(storage)).toEqual(['0.1.0'])
    expect(await storage.deleteVersion('one', '1.0.0')).toBe(false)
    await expect(storage.saveMany([saved])).rejects.toThrow(/exist|already/)
  })

  test('a batch that is committed exists before its files have content, and what is deleted of it can come back', async () => {
    const { open, living, path } = await openBesideWriter()
    await writeFile(join(living, '9+one,1.0.0.json'), bytes)
    await writeFile(join(living, '9.commit'), '')
    await writeFile(path, '')
    const storage = open()
    expect(await storage.getVersion('one', '1.0.0')).toEqual(saved)
    expect(await storage.listVersions('one')).toContainEqual(saved)
    expect(await storage.deleteVersion('one', '1.0.0')).toBe(true)
    expect(await storage.getVersion('one', '1.0.0')).toBeUndefined()
    expect(await storage.restoreDeleted('one', '1.0.0')).toBe(true)
    expect(await storage.getVersion('one', '1.0.0')).toEqual(saved)
  })
})

describe('a recovery', () => {
  test('puts aside what a writer that is gone has not finished, and frees the number', async () => {
    const { storageDir, open, gone, path } = await openBesideWriter()
    await writeFile(join(gone, '1;one,1.0.0.json'), sum(bytes))
    await writeFile(path, bytes.subarray(0, 100))
    const storage = open()
    expect(await numbers(storage)).toEqual(['0.1.0'])
    expect(await readdir(join(storageDir, '.quarantine'))).toHaveLength(1)
    await storage.saveVersion(saved)
    expect(await storage.getVersion('one', '1.0.0')).toEqual(saved)
  })

  test('takes what is torn for the living writer who also means to create it, until that one is done', async () => {
    const { storageDir, open, living, gone, path } = await openBesideWriter()
    await writeFile(join(gone, '1;one,1.0.0.json'), sum(Buffer.from('what the other would have saved')))
    await writeFile(join(living, '9;one,1.0.0.json'), sum(bytes))
    await writeFile(path, bytes.subarray(0, 100))
    const reading = numbers(open())
    await new Promise((resolve) => setTimeout(resolve, 60))
    await writeFile(path, bytes)
    await rm(join(living, '9;one,1.0.0.json'))

    expect(await reading).toEqual(['0.1.0', '1.0.0'])
    expect(await readdir(storageDir)).not.toContain('.quarantine')
  })

  test('frees the numbers of a batch that was not committed', async () => {
    const { storageDir, open, gone, path } = await openBesideWriter()
    await writeFile(join(gone, '1+one,1.0.0.json'), bytes)
    await writeFile(join(gone, '1.open'), '')
    await writeFile(path, '')
    const storage = open()
    expect(await numbers(storage)).toEqual(['0.1.0'])
    expect(await readdir(join(storageDir, 'one'))).toEqual(['0.1.0.json'])
    await storage.saveVersion(saved)
  })

  test('is not begun by whoever may only read, and a mark without content means the file of its name', async () => {
    const { open, gone, path } = await openBesideWriter()
    await writeFile(join(gone, '1;one,1.0.0.json'), '')
    await writeFile(path, bytes.subarray(0, 100))
    const reader = open({ readOnly: true })
    expect(await reader.getVersion('one', '1.0.0')).toBeUndefined()
    expect(await readdir(gone)).toHaveLength(1)
  })
})
