import { sampleVersion } from '@autoopt/storage-core/testing'
import { expect, test } from 'vitest'
import { filledIds, openFilled } from '../fill-store.ts'
import { folderContent } from '../folder-content.ts'

const [id = '', other = ''] = filledIds

test.each([false, true])('a dry run says what emptying removes, and changes nothing (forget: %s)', async (forget) => {
  const storage = await openFilled()
  await storage.clearAll()
  await storage.close()
  const { storageDir } = storage
  const again = await openFilled({ storageDir })
  await again.deleteVersion(id, '1.0.0')
  await again.deleteVersion(other, '1.0.0')
  await again.deleteVersion(other, '1.1.0')
  const before = await folderContent(storageDir)
  const plan = await again.emptyTrash({ dryRun: true, forget })
  expect(await folderContent(storageDir)).toEqual(before)
  expect(plan).toMatchObject({ versions: 3, forgotten: forget ? 3 : 0, cleared: 1 })
  expect(await again.emptyTrash({ forget })).toEqual(plan)
  expect(await again.emptyTrash({ dryRun: true })).toEqual({ versions: 0, forgotten: 0, cleared: 0, bytes: 0 })
})

test('a dry run leaves out what was deleted too lately', async () => {
  const storage = await openFilled()
  await storage.deleteVersion(id, '1.0.0')
  expect(await storage.emptyTrash({ dryRun: true, olderThanMs: 3_600_000 })).toMatchObject({ versions: 0, bytes: 0 })
})

test('a number that was used again is forgotten once', async () => {
  const storage = await openFilled({ reuseDeleted: true })
  const record = await storage.getVersion(id, '1.0.0')
  await storage.deleteVersion(id, '1.0.0')
  await storage.saveVersion({ ...structuredClone(record as NonNullable<typeof record>) })
  await storage.deleteVersion(id, '1.0.0')
  const plan = await storage.emptyTrash({ dryRun: true, forget: true })
  expect(plan).toMatchObject({ versions: 2, forgotten: 1 })
  expect(await storage.emptyTrash({ forget: true })).toEqual(plan)
})

test('a dry run counts what many prompts have in the trash', async () => {
  const storage = await openFilled({ durability: 'none' })
  const ids = Array.from({ length: 70 }, (_, index) => `prompt-${index}`)
  await storage.saveMany(ids.map((prompt_id) => sampleVersion({ prompt_id, version: '1.0.0' })))
  await storage.clearAll()
  await storage.saveMany(ids.map((prompt_id) => sampleVersion({ prompt_id, version: '1.0.0' })))
  for (const prompt_id of ids) await storage.deleteVersion(prompt_id, '1.0.0')
  const progress: number[] = []
  const plan = await storage.emptyTrash({ dryRun: true, onProgress: ({ prompts }) => progress.push(prompts) })
  expect(plan).toMatchObject({ versions: 70, cleared: 1 })
  expect(progress.at(-1)).toBe(70)
  expect(await storage.emptyTrash()).toEqual(plan)
})
