import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { BackupError, FileSystemStorage } from '../../src/index.ts'
import { promptDirectoryName } from '../../src/layout/prompt-directory-name.ts'
import { filledIds, openFilled } from '../fill-store.ts'
import { folderContent } from '../folder-content.ts'
import { startWriter } from '../processes/start-writer.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const [id = '', other = ''] = filledIds
/** What a backup leaves out, and what only a backup has. */
const own = ['.tmp', '.index.json', '.backup.json', '.metadata.json']

/** A store with a label, a deletion and an archive in it. */
async function openRich(): Promise<FileSystemStorage> {
  const storage = await openFilled()
  await storage.setLabel(id, 'production', '1.1.0')
  await storage.setLabel(id, 'production', '1.0.0')
  await storage.deleteVersion(other, '1.0.0')
  return storage
}

test('a backup is a store with the same content to the byte', async () => {
  const storage = await openRich()
  const folder = join(await temporaryFolder(), 'deep', 'backup')
  const progress: number[] = []
  const report = await storage.backup(folder, { onProgress: ({ prompts }) => progress.push(prompts) })

  expect(report).toMatchObject({ prompts: 2, versions: 5, copied: 5, same: 0, damaged: [], folder })
  expect(progress).toEqual([1, 2])
  expect(await folderContent(folder, own)).toEqual(await folderContent(storage.storageDir, own))
  const opened = new FileSystemStorage({ storageDir: folder, readOnly: true })
  expect(await opened.listVersions(id)).toEqual(await storage.listVersions(id))
  expect(await opened.labelsOf(id)).toEqual({ production: '1.0.0' })
})

test('a restored store has the same content to the byte', async () => {
  const storage = await openRich()
  const folder = join(await temporaryFolder(), 'backup')
  await storage.backup(folder)
  const restored = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'restored') })
  await restored.restore(folder)

  expect(await folderContent(restored.storageDir, own)).toEqual(await folderContent(storage.storageDir, own))
  expect((await restored.verify()).problems).toEqual([])
  await expect(restored.saveVersion(sampleVersion({ prompt_id: other }))).rejects.toMatchObject({
    context: { deleted: true },
  })
})

test('shards come back as they were', async () => {
  const storage = await openFilled({ enableSharding: true, shardDepth: 1 })
  const folder = join(await temporaryFolder(), 'backup')
  await storage.backup(folder)
  const restored = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'restored') })
  await restored.restore(folder)

  expect(await restored.listVersions(other)).toEqual(await storage.listVersions(other))
  expect(await folderContent(restored.storageDir, own)).toEqual(await folderContent(storage.storageDir, own))
})

describe('an incremental backup', () => {
  test('copies what is new and drops what was deleted', async () => {
    const storage = await openRich()
    const folder = join(await temporaryFolder(), 'backup')
    await storage.backup(folder)
    await storage.saveVersion(sampleVersion({ prompt_id: id, version: '3.0.0' }))
    await storage.deleteVersion(id, '1.1.0')
    const report = await storage.backup(folder, { incremental: true })

    expect(report).toMatchObject({ versions: 5, copied: 1, same: 4 })
    expect(await folderContent(folder, own)).toEqual(await folderContent(storage.storageDir, own))
  })

  test('is asked for: a folder with a backup is refused otherwise', async () => {
    const storage = await openFilled()
    const folder = join(await temporaryFolder(), 'backup')
    await storage.backup(folder)

    await expect(storage.backup(folder)).rejects.toThrow(BackupError)
    await expect((await openFilled()).backup(folder, { incremental: true })).rejects.toThrow('another store')
  })

  test('finishes one that was interrupted', async () => {
    const storage = await openRich()
    const folder = join(await temporaryFolder(), 'backup')
    const controller = new AbortController()
    const stopped = storage.backup(folder, { signal: controller.signal, onProgress: () => controller.abort() })
    await expect(stopped).rejects.toThrow('aborted')
    const target = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'restored') })

    await expect(target.restore(folder)).rejects.toThrow('not complete')
    await storage.backup(folder)
    expect(await folderContent(folder, own)).toEqual(await folderContent(storage.storageDir, own))
  })
})

describe('a backup is refused', () => {
  test('into a folder with other things in it', async () => {
    const storage = await openFilled()
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'mine.txt'), 'mine')

    await expect(storage.backup(folder)).rejects.toThrow('not empty')
    expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
  })

  test('into its own store, and of a store that is not there', async () => {
    const storage = await openFilled()

    await expect(storage.backup(join(storage.storageDir, 'backup'))).rejects.toThrow(BackupError)
    await expect(storage.backup(join(storage.storageDir, '..'))).rejects.toThrow(BackupError)
    const none = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'none') })
    await expect(none.backup(join(await temporaryFolder(), 'backup'))).rejects.toThrow('there is no store')
  })
})

describe('a restoration', () => {
  test('is refused into a store with content, which moves to the trash when asked for', async () => {
    const storage = await openRich()
    const folder = join(await temporaryFolder(), 'backup')
    await storage.backup(folder)
    await storage.saveVersion(sampleVersion({ prompt_id: 'later' }))

    await expect(storage.restore(folder)).rejects.toThrow('not empty')
    expect(await storage.getVersion('later', '1.0.0')).toBeDefined()
    await storage.restore(folder, { replace: true })
    expect(await storage.getVersion('later', '1.0.0')).toBeUndefined()
    expect(await folderContent(storage.storageDir, [...own, '.trash/cleared'])).toEqual(
      await folderContent(folder, own),
    )
  })

  test('that was interrupted is finished by restoring again', async () => {
    const storage = await openRich()
    const folder = join(await temporaryFolder(), 'backup')
    await storage.backup(folder)
    const restored = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'restored') })
    const controller = new AbortController()
    const stopped = restored.restore(folder, { signal: controller.signal, onProgress: () => controller.abort() })
    await expect(stopped).rejects.toThrow('aborted')

    await restored.restore(folder)
    expect(await folderContent(restored.storageDir, own)).toEqual(await folderContent(storage.storageDir, own))
  })

  test('of what is no backup, or has a damaged manifest, is refused', async () => {
    const storage = await openFilled()
    const folder = await temporaryFolder()
    await expect(storage.restore(folder)).rejects.toThrow('there is no backup')
    const backup = join(folder, 'backup')
    await storage.backup(backup)
    await truncate(join(backup, '.backup.json'), 20)
    await expect(storage.restore(backup)).rejects.toThrow('manifest is damaged')
  })
})

test('a backup made while others save has whole versions, and all that was acknowledged before it began', async () => {
  const storage = await openFilled()
  const writer = await startWriter(storage.storageDir, 'busy', 400)
  writer.go()
  await writer.untilSaved(20)
  const { saved } = writer
  const folder = join(await temporaryFolder(), 'backup')
  await storage.backup(folder)
  await writer.kill()

  const backup = new FileSystemStorage({ storageDir: folder })
  const report = await backup.verify()
  expect(report.problems).toEqual([])
  const versions = (await backup.listVersions(id)).map(({ version }) => version)
  expect(versions).toEqual(expect.arrayContaining(saved))
})

test('damaged versions are copied as they are and named', async () => {
  const storage = await openFilled()
  const path = join(storage.storageDir, id, '1.0.0.json')
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replace('sentence', 'SENTENCE'))
  const folder = join(await temporaryFolder(), 'backup')
  await mkdir(folder)

  expect((await storage.backup(folder)).damaged).toEqual([path])
  await rm(folder, { recursive: true })
})

test('a backup of a store that flushes nothing has the same content', async () => {
  const storage = await openFilled({ durability: 'none' })
  const folder = join(await temporaryFolder(), 'backup')
  expect(await storage.backup(folder)).toMatchObject({ prompts: 2, versions: 6, copied: 6 })
  await rm(join(folder, promptDirectoryName(id), '1.0.0.json'))
  expect(await storage.backup(folder, { incremental: true })).toMatchObject({ copied: 1, same: 5 })
  await using copy = new FileSystemStorage({ storageDir: folder, readOnly: true })
  expect(await copy.listVersions(id)).toEqual(await storage.listVersions(id))
})
