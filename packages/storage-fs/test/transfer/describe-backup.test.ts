import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BackupError, describeBackup } from '../../src/index.ts'
import { openFilled } from '../fill-store.ts'
import { temporaryFolder } from '../temporary-folder.ts'

test('a backup says what it holds', async () => {
  const folder = join(await temporaryFolder(), 'backup')
  await (await openFilled({ now: () => Date.UTC(2026, 0, 2) })).backup(folder)
  expect(await describeBackup(folder)).toEqual({
    folder,
    prompts: 2,
    versions: 6,
    finishedAt: '2026-01-02T00:00:00.000Z',
  })
})

test('what is no backup, or not complete, is refused', async () => {
  const folder = join(await temporaryFolder(), 'backup')
  await expect(describeBackup(folder)).rejects.toThrow(/there is no backup/)
  const controller = new AbortController()
  const stopped = (await openFilled()).backup(folder, {
    signal: controller.signal,
    onProgress: () => controller.abort(),
  })
  await expect(stopped).rejects.toThrow('aborted')
  await expect(describeBackup(folder)).rejects.toThrow(/not complete/)
  await expect(describeBackup(folder)).rejects.toThrow(BackupError)
})
