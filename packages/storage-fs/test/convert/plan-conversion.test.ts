import { expect, test } from 'vitest'
import { FileSystemStorage } from '../../src/index.ts'
import { openFilled } from '../fill-store.ts'
import { folderContent } from '../folder-content.ts'
import { temporaryFolder } from '../temporary-folder.ts'

test('a dry run says how many prompts would move, and changes nothing', async () => {
  const storage = await openFilled()
  const before = await folderContent(storage.storageDir)
  expect(await storage.convertSharding({ shardDepth: 2, dryRun: true })).toEqual({
    prompts: 2,
    moved: 2,
    shardDepth: 2,
  })
  expect(await storage.convertSharding({ shardDepth: 0, dryRun: true })).toEqual({
    prompts: 2,
    moved: 0,
    shardDepth: 0,
  })
  expect(await folderContent(storage.storageDir)).toEqual(before)
})

test('a dry run counts what is left of a conversion that was interrupted', async () => {
  const storage = await openFilled()
  const controller = new AbortController()
  const stopped = storage.convertSharding({
    shardDepth: 2,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  })
  await expect(stopped).rejects.toThrow('aborted')
  await storage.close()
  const next = new FileSystemStorage({ storageDir: storage.storageDir })
  expect(await next.convertSharding({ shardDepth: 2, dryRun: true })).toMatchObject({ prompts: 2, moved: 1 })
})

test('a dry run of no store makes none', async () => {
  const storageDir = `${await temporaryFolder()}/none`
  const storage = new FileSystemStorage({ storageDir })
  expect(await storage.convertSharding({ shardDepth: 1, dryRun: true })).toMatchObject({ prompts: 0, moved: 0 })
})
