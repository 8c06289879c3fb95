import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { StorageError } from '@autoopt/storage-core'
import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { FileSystemStorage, NoSpaceError, SaveFailedError } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { mayMount, mountedFolder, remount } from './mounted-folder.ts'

const id = 'wf_001_llm_1_system'
const large = (version: string) => sampleVersionWithText('x'.repeat(20_000), { version })

/** Saves until the disk is full. @returns the versions that were saved, and why the next was not. */
async function fill(storage: FileSystemStorage): Promise<{ saved: string[]; error: StorageError }> {
  const saved: string[] = []
  for (let patch = 0; ; patch += 1) {
    try {
      await storage.saveVersion(large(`1.0.${patch}`))
      saved.push(`1.0.${patch}`)
    } catch (error) {
      return { saved, error: error as StorageError }
    }
  }
}

describe.skipIf(!mayMount)('on a disk that is full (needs the right to mount)', () => {
  test.each(['strict', 'fast'] as const)(
    'a save fails with a clear error and leaves nothing (%s)',
    async (durability) => {
      const storageDir = join(await mountedFolder('size=300k'), 'store')
      const storage = new FileSystemStorage({ storageDir, durability, minFreeBytes: 0 })
      const { saved, error } = await fill(storage)

      expect(error).toBeInstanceOf(SaveFailedError)
      expect(error.message).toMatch(/ENOSPC.*make room/)
      expect((await storage.listVersions(id)).map(({ version }) => version)).toEqual(saved)
      const writers = await readdir(join(storageDir, '.tmp'), { recursive: true, withFileTypes: true })
      expect(writers.filter((entry) => entry.isFile())).toEqual([])
    },
  )

  test('deleting works, and after making room saving works again', async () => {
    const storageDir = join(await mountedFolder('size=300k'), 'store')
    const storage = new FileSystemStorage({ storageDir, minFreeBytes: 0 })
    const { saved } = await fill(storage)
    const [first = '', second = ''] = saved

    expect(await storage.deleteVersion(id, first)).toBe(true)
    expect(await storage.deleteVersion(id, second)).toBe(true)
    await storage.emptyTrash()
    await storage.saveVersion(large('2.0.0'))
    expect((await storage.getLatestVersion(id))?.version).toBe('2.0.0')
    expect((await storage.verify()).problems).toEqual([])
  })

  test('without room for one more name a save fails and the store stays whole', async () => {
    const storageDir = join(await mountedFolder('size=10m,nr_inodes=20'), 'store')
    const storage = new FileSystemStorage({ storageDir, minFreeBytes: 0 })
    const { saved, error } = await fill(storage)

    expect(error.code).toMatch(/^FS-(SAVE|IO|ATOMIC)-001$/)
    expect((await storage.listVersions(id)).map(({ version }) => version)).toEqual(saved)
    expect((await storage.verify()).problems).toEqual([])
  })

  test('a batch that does not fit is not there at all', async () => {
    const storageDir = join(await mountedFolder('size=300k'), 'store')
    const storage = new FileSystemStorage({ storageDir, minFreeBytes: 0 })
    await storage.saveVersion(large('1.0.0'))
    const batch = Array.from({ length: 20 }, (_, patch) => large(`2.0.${patch}`))

    await expect(storage.saveMany(batch)).rejects.toThrow('ENOSPC')
    expect((await storage.listVersions(id)).map(({ version }) => version)).toEqual(['1.0.0'])
    await storage.saveVersion(large('1.0.1'))
  })

  test('a disk that may not be written to is read, and refuses everything else', async () => {
    const folder = await mountedFolder('size=10m')
    const storageDir = join(folder, 'store')
    const storage = new FileSystemStorage({ storageDir, minFreeBytes: 0 })
    await storage.saveVersion(large('1.0.0'))
    await storage.close()
    remount(folder, 'ro')
    const reopened = new FileSystemStorage({ storageDir, minFreeBytes: 0 })

    expect(await reopened.listVersions(id)).toHaveLength(1)
    await expect(reopened.saveVersion(large('1.1.0'))).rejects.toMatchObject({ code: 'FS-PERM-001' })
    await expect(reopened.deleteVersion(id, '1.0.0')).rejects.toMatchObject({ code: 'FS-PERM-001' })
    await expect(reopened.clearAll()).rejects.toMatchObject({ code: expect.stringMatching(/^FS-(PERM|LOCK)-001$/) })
    expect((await reopened.verify()).isSound).toBe(true)
    remount(folder, 'rw')
    await reopened.saveVersion(large('1.1.0'))
  })
})

describe('room that must stay free', () => {
  test('is not taken by a save, which says how much there is', async () => {
    const storageDir = join(await temporaryFolder(), 'store')
    await new FileSystemStorage({ storageDir }).saveVersion(large('1.0.0'))
    const storage = new FileSystemStorage({ storageDir, minFreeBytes: Number.MAX_SAFE_INTEGER })

    await expect(storage.saveVersion(large('1.1.0'))).rejects.toThrow(NoSpaceError)
    await expect(storage.saveMany([large('1.1.0')])).rejects.toThrow(NoSpaceError)
    expect(await storage.listVersions(id)).toHaveLength(1)
    expect(await storage.checkDiskSpace()).toMatchObject({ isEnough: false, bytesFree: expect.any(Number) })
  })

  test('is looked at before there is a store', async () => {
    const storage = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'not', 'yet') })
    const space = await storage.checkDiskSpace()

    expect(space.bytesTotal).toBeGreaterThan(space.bytesFree)
    expect(await storage.checkDiskSpace(space.bytesTotal)).toMatchObject({ isEnough: false })
  })
})
