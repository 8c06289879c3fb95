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
