import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { hostilePromptIds, sampleVersion } from '@autoopt/storage-core/testing'
import { expect, test } from 'vitest'
import { FileSystemStorage, FormatError, LockError } from '../../src/index.ts'
import { formatMetadata, readMetadata } from '../../src/layout/metadata-file.ts'
import { nodeFilePort } from '../../src/files/node-file-port.ts'
import { filledIds, openFilled } from '../fill-store.ts'
import { startWriter } from '../processes/start-writer.ts'
import { CrashDisk } from '../crash/crash-disk.ts'
import { interceptedPort } from '../crash/intercepted-port.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const [id = '', other = ''] = filledIds

test.each([
  [0, 1],
  [0, 4],
  [2, 0],
  [1, 3],
])('from a shard depth of %i to %i everything is where it belongs', async (from, to) => {
  const storageDir = join(await temporaryFolder(), 'store')
  const options = from === 0 ? {} : { enableSharding: true, shardDepth: from }
  const before = new FileSystemStorage({ storageDir, ...options })
  // Ids that could be names of shards too.
  const ids = ['a', 'ab', '0000', ...hostilePromptIds.slice(0, 20)]
  for (const prompt_id of ids) await before.saveVersion(sampleVersion({ prompt_id }))
  await before.setLabel('ab', 'production', '1.0.0')
  await before.close()

  const storage = new FileSystemStorage({ storageDir })
  const report = await storage.convertSharding({ shardDepth: to })
  expect(report).toEqual({ prompts: ids.length, moved: ids.length, shardDepth: to })
  for (const prompt_id of ids)
    expect(await storage.getVersion(prompt_id, '1.0.0')).toEqual(sampleVersion({ prompt_id }))
  expect(await storage.getLabel('ab', 'production')).toBe('1.0.0')
  expect((await storage.verify()).problems).toEqual([])
  expect(await new FileSystemStorage({ storageDir }).listVersions('ab')).toHaveLength(1)
  const wished = to === 0 ? { enableSharding: false } : { enableSharding: true, shardDepth: to }
  expect(await new FileSystemStorage({ storageDir, ...wished }).listVersions('ab')).toHaveLength(1)
})

test('to open a store with other shards than it has is an error that names the command', async () => {
  const { storageDir } = await openFilled()

  const opened = new FileSystemStorage({ storageDir, enableSharding: true, shardDepth: 2 }).listVersions(id)
  await expect(opened).rejects.toThrow(FormatError)
  await expect(opened).rejects.toThrow(/autoopt storage convert .* --shard-depth 2/)
})

test('a conversion that was interrupted locks the store until it is finished', async () => {
  const storage = await openFilled()
  const { storageDir } = storage
  const controller = new AbortController()
  const stopped = storage.convertSharding({
    shardDepth: 2,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  })
  await expect(stopped).rejects.toThrow('aborted')
  await storage.close()

  const opened = new FileSystemStorage({ storageDir }).listVersions(id)
  await expect(opened).rejects.toThrow(/being moved.*autoopt storage convert .* --shard-depth 2/)
  const finisher = new FileSystemStorage({ storageDir })
  expect(await finisher.convertSharding({ shardDepth: 2 })).toEqual({ prompts: 2, moved: 1, shardDepth: 2 })
  for (const promptId of filledIds) expect(await finisher.listVersions(promptId)).toHaveLength(3)
})

test('a store that another process writes to is not converted, and stays as it is', async () => {
  const storage = await openFilled()
  const writer = await startWriter(storage.storageDir, 'busy', 1_000)
  writer.go()
  await writer.untilSaved(5)

  await expect(storage.convertSharding({ shardDepth: 1 })).rejects.toThrow(LockError)
  await writer.untilSaved(10)
  await writer.kill()
  expect(await storage.listVersions(other)).toHaveLength(3)
})

test('stores that were open before go on where the prompts are now', async () => {
  const storage = await openFilled()
  const { storageDir } = storage
  const reader = new FileSystemStorage({ storageDir, readOnly: true })
  expect(await reader.listVersions(id)).toHaveLength(3)
  const latecomer = new FileSystemStorage({ storageDir })
  expect(await latecomer.listVersions(id)).toHaveLength(3)
  await storage.convertSharding({ shardDepth: 1 })

  expect(await reader.listVersions(id)).toHaveLength(3)
  expect(await promptIds(reader)).toEqual(filledIds)
  await latecomer.saveVersion(sampleVersion({ prompt_id: 'late' }))
  expect((await storage.getVersion('late', '1.0.0'))?.prompt_id).toBe('late')
  expect((await storage.verify()).problems).toEqual([])
})

test('that a store was moved is noticed also when its metadata gets the number of a file that is gone', async () => {
  const disk = new CrashDisk()
  const files = interceptedPort(disk, ({ method, arguments: [path] }, run) => {
    const found = run()
    const isMetadata = method === 'stat' && String(path).endsWith('.metadata.json') && found !== undefined
    return isMetadata ? Object.create(found, { ino: { value: 1 } }) : found
  })
  const options = { storageDir: join(sep, 'store'), files, now: disk.now }
  const storage = new FileSystemStorage(options)
  await storage.saveVersion(sampleVersion({ prompt_id: id }))
  const reader = new FileSystemStorage(options)
  expect(await reader.listVersions(id)).toHaveLength(1)
  await storage.convertSharding({ shardDepth: 1 })

  expect(await reader.listVersions(id)).toHaveLength(1)
})

test('a depth that is none is refused', async () => {
  const storage = await openFilled()

  for (const shardDepth of [-1, 5, 1.5])
    await expect(storage.convertSharding({ shardDepth })).rejects.toThrow(RangeError)
})

test('a store of a newer format is refused and not touched', async () => {
  const storage = await openFilled()
  await storage.close()
  const path = join(storage.storageDir, '.metadata.json')
  const metadata = readMetadata(nodeFilePort, path)
  if (metadata === undefined) throw new Error('no metadata')
  await writeFile(path, formatMetadata({ ...metadata, format: 99 }))
  const before = await readdir(storage.storageDir, { recursive: true })
  const newer = new FileSystemStorage({ storageDir: storage.storageDir })

  await expect(newer.listVersions(id)).rejects.toThrow('format 99')
  await expect(newer.saveVersion(sampleVersion())).rejects.toThrow(FormatError)
  expect(await readdir(storage.storageDir, { recursive: true })).toEqual(before)
})

test('metadata that is damaged is an error, and is written anew once it was moved away', async () => {
  const storage = await openFilled({ enableSharding: true, shardDepth: 3 })
  await storage.close()
  const path = join(storage.storageDir, '.metadata.json')
  await writeFile(path, (await readFile(path, 'utf8')).slice(0, 30))

  await expect(new FileSystemStorage({ storageDir: storage.storageDir }).listVersions(id)).rejects.toThrow('damaged')
  await rm(path)
  const again = new FileSystemStorage({ storageDir: storage.storageDir })
  expect(await again.listVersions(id)).toHaveLength(3)
  await again.saveVersion(sampleVersion({ prompt_id: id, version: '9.0.0' }))
  expect(readMetadata(nodeFilePort, path)).toMatchObject({ format: 2, shard_depth: 3 })
})

async function promptIds(storage: FileSystemStorage): Promise<string[]> {
  const ids: string[] = []
  for await (const promptId of storage.promptIds()) ids.push(promptId)
  return ids.toSorted()
}
