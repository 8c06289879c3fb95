import { execFileSync } from 'node:child_process'
import { copyFile, rename, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { CorruptVersionError, FileSystemStorage, ReadFailedError } from '../src/index.ts'
import { promptDirectoryName } from '../src/layout/prompt-directory-name.ts'
import { temporaryFolder } from './temporary-folder.ts'

const id = 'wf_001_llm_1_system'
const otherDirectory = promptDirectoryName('Other Prompt')

/** A store with versions 1.0.0 and 1.1.0 of two prompts, one with a plain id. */
async function openFilled() {
  const storage = new FileSystemStorage({ storageDir: await temporaryFolder() })
  for (const prompt_id of [id, 'Other Prompt']) {
    for (const version of ['1.0.0', '1.1.0']) await storage.saveVersion(sampleVersion({ prompt_id, version }))
  }
  const { storageDir } = storage
  return { storage, storageDir, directory: join(storageDir, id), path: join(storageDir, id, '1.1.0.json') }
}

describe('a damaged file', () => {
  const damages: Readonly<Record<string, (path: string) => Promise<void>>> = {
    emptied: async (path) => truncate(path),
    'cut short': async (path) => truncate(path, 300),
    overwritten: async (path) => writeFile(path, '\0'.repeat(2_000)),
    'replaced by another version': async (path) => copyFile(path.replace('1.1.0', '1.0.0'), path),
    'replaced by another prompt': async (path) => copyFile(path.replace(id, otherDirectory), path),
  }

  test.each(Object.entries(damages))('that was %s is reported by every read, and hides no other', async (_, damage) => {
    const { storage, path } = await openFilled()
    await damage(path)

    for (const read of [
      async () => storage.getVersion(id, '1.1.0'),
      async () => storage.getLatestVersion(id),
      async () => storage.listVersions(id),
    ]) {
      await expect(read()).rejects.toThrow(CorruptVersionError)
      await expect(read()).rejects.toMatchObject({ context: { path }, message: expect.stringContaining(path) })
    }
    expect(await storage.getVersion(id, '1.0.0')).toEqual(sampleVersion())
    expect(await storage.listVersions('Other Prompt')).toHaveLength(2)
  })

  test('can be deleted and saved again', async () => {
    const { storageDir, path } = await openFilled()
    const storage = new FileSystemStorage({ storageDir, reuseDeleted: true })
    await truncate(path)

    expect(await storage.deleteVersion(id, '1.1.0')).toBe(true)
    await storage.saveVersion(sampleVersion({ version: '1.1.0' }))
    expect(await storage.listVersions(id)).toHaveLength(2)
  })

  test('is reported when it is the one that would tell the id of a prompt', async () => {
    const { storage, directory } = await openFilled()
    await truncate(join(directory, '..', otherDirectory, '1.0.0.json'))

    await expect(idsOf(storage)).rejects.toThrow(CorruptVersionError)
  })
})

test('a directory that was renamed is reported, by whatever id it is reached', async () => {
  const { storage, directory } = await openFilled()
  await rename(join(directory, '..', otherDirectory), join(directory, '..', '~mine~0123456789abcdef'))

  await expect(idsOf(storage)).rejects.toThrow('belongs elsewhere')
  expect(await storage.listVersions('Other Prompt')).toEqual([])
})

test('a version written by another program, without a checksum, is read', async () => {
  const { storage, directory } = await openFilled()
  const record = sampleVersion({ version: '2.0.0' })
  await writeFile(join(directory, '2.0.0.json'), JSON.stringify(record, null, 4))

  expect(await storage.getLatestVersion(id)).toEqual(record)
})

test.skipIf(process.platform === 'win32')('a pipe in place of a version is refused, not waited for', async () => {
  const { storage, directory } = await openFilled()
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(directory, '3.0.0.json')])

  await expect(storage.getLatestVersion(id)).rejects.toThrow(ReadFailedError)
})

async function idsOf(storage: FileSystemStorage): Promise<string[]> {
  const ids: string[] = []
  for await (const promptId of storage.promptIds()) ids.push(promptId)
  return ids
}
