import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { CorruptVersionError, FileSystemStorage, type FileSystemStorageOptions } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const now = Date.parse('2026-11-21T10:00:00Z')
const day = 24 * 3600 * 1000

/** A store with two prompts, whose versions are each the child of the one before and a day older than the next. */
async function openFilled(count: number, options: Partial<FileSystemStorageOptions> = {}) {
  const storageDir = join(await temporaryFolder(), 'store')
  const storage = new FileSystemStorage({ storageDir, durability: 'none', now: () => now, ...options })
  for (const prompt_id of ['a', 'b']) {
    for (let minor = 0; minor < count; minor += 1) {
      const created_at = new Date(now - (count - 1 - minor) * day).toISOString()
      const parent_version = minor === 0 ? null : `1.${minor - 1}.0`
      await storage.saveVersion(sampleVersion({ prompt_id, version: `1.${minor}.0`, created_at, parent_version }))
    }
  }
  const numbersOf = async (promptId: string): Promise<string[]> =>
    (await storage.listVersions(promptId)).map(({ version }) => version)
  return { storage, storageDir, numbersOf }
}

describe('pruning', () => {
  test('only says what would go unless it is told to do it', async () => {
    const { storage, storageDir, numbersOf } = await openFilled(5)
    const planned = await storage.prune({ keepLast: 2 })

    const plan = { goes: ['1.0.0', '1.1.0'], kept: [{ version: '1.2.0', because: 'parent' }] }
    expect(planned).toEqual({
      dryRun: true,
      versions: 4,
      prompts: [
        { promptId: 'a', ...plan },
        { promptId: 'b', ...plan },
      ],
      skipped: [],
    })
    expect(await numbersOf('a')).toHaveLength(5)
    expect(await readdir(storageDir)).not.toContain('.trash')

    expect(await storage.prune({ keepLast: 2, dryRun: false })).toEqual({ ...planned, dryRun: false })
    expect(await numbersOf('a')).toEqual(['1.2.0', '1.3.0', '1.4.0'])
    expect(await storage.prune({ keepLast: 2 })).toMatchObject({ versions: 0, prompts: [{ goes: [] }, { goes: [] }] })
  })

  test('moves versions to the trash, from where they can be restored', async () => {
    const { storage, numbersOf } = await openFilled(4)
    await storage.prune({ keepLast: 1, dryRun: false, promptId: 'a' })
    expect(await numbersOf('a')).toEqual(['1.2.0', '1.3.0'])
    expect(await numbersOf('b')).toHaveLength(4)

    expect(await storage.restoreDeleted('a', '1.0.0')).toBe(true)
    expect(await numbersOf('a')).toEqual(['1.0.0', '1.2.0', '1.3.0'])
    await expect(storage.saveVersion(sampleVersion({ prompt_id: 'a', version: '1.1.0' }))).rejects.toThrow('deleted')
  })

  test('never takes what a label points at, and counts by age too', async () => {
    const { storage, numbersOf } = await openFilled(6)
    await storage.setLabel('a', 'production', '1.0.0')
    await storage.prune({ maxAgeMs: 3 * day, dryRun: false })
    expect(await numbersOf('a')).toEqual(['1.0.0', '1.2.0', '1.3.0', '1.4.0', '1.5.0'])
    expect(await numbersOf('b')).toEqual(['1.2.0', '1.3.0', '1.4.0', '1.5.0'])
  })

  test('moves versions into packs when it is told so', async () => {
    const { storage, storageDir, numbersOf } = await openFilled(5)
    expect(await storage.prune({ keepLast: 2, archive: true, dryRun: false })).toMatchObject({ versions: 4 })
    expect(await numbersOf('a')).toHaveLength(5)
    expect((await readdir(join(storageDir, 'a'))).toSorted()).toEqual([
      '.archive',
      '1.2.0.json',
      '1.3.0.json',
      '1.4.0.json',
    ])
    expect(await storage.prune({ keepLast: 2, archive: true, dryRun: false })).toMatchObject({ versions: 0 })
  })

  test('takes archived versions too', async () => {
    const { storage, numbersOf } = await openFilled(5)
    await storage.archive({ keepLast: 2 })
    expect(await storage.prune({ keepLast: 1, dryRun: false })).toMatchObject({ versions: 6 })
    expect(await numbersOf('a')).toEqual(['1.3.0', '1.4.0'])
    expect(await storage.restoreDeleted('a', '1.0.0')).toBe(true)
    expect(await numbersOf('a')).toEqual(['1.0.0', '1.3.0', '1.4.0'])
  })

  test('leaves a prompt alone of which a version is damaged, and says so', async () => {
    const { storage, storageDir, numbersOf } = await openFilled(4)
    await truncate(join(storageDir, 'a', '1.1.0.json'), 100)
    const report = await storage.prune({ keepLast: 1, dryRun: false })

    expect(report.skipped).toEqual([{ promptId: 'a', error: expect.any(CorruptVersionError) }])
    expect(await readdir(join(storageDir, 'a'))).toHaveLength(4)
    expect(await numbersOf('b')).toEqual(['1.2.0', '1.3.0'])
  })

  test('says how far it has come, and stops when it is told to', async () => {
    const { storage, numbersOf } = await openFilled(4)
    const controller = new AbortController()
    const seen: unknown[] = []
    const onProgress = (progress: unknown): void => {
      seen.push(progress)
      controller.abort(new Error('enough'))
    }
    const pruned = storage.prune({ keepLast: 1, dryRun: false, signal: controller.signal, onProgress })

    await expect(pruned).rejects.toThrow('enough')
    expect(seen).toEqual([{ prompts: 1, versions: 2 }])
    expect(await numbersOf('a')).toHaveLength(2)
    expect(await numbersOf('b')).toHaveLength(4)
  })

  test('is refused without a limit, and by a store that is only read', async () => {
    const { storage, storageDir } = await openFilled(3)
    await expect(storage.prune({})).rejects.toThrow(RangeError)
    const reader = new FileSystemStorage({ storageDir, readOnly: true })
    expect(await reader.prune({ keepLast: 1 })).toMatchObject({ versions: 2 })
    await expect(reader.prune({ keepLast: 1, dryRun: false })).rejects.toMatchObject({ code: 'FS-READONLY-001' })
  })

  test('finds nothing where there is no store, and makes none', async () => {
    const storageDir = join(await temporaryFolder(), 'none')
    const storage = new FileSystemStorage({ storageDir })
    expect(await storage.prune({ keepLast: 1, dryRun: false })).toMatchObject({ versions: 0, prompts: [] })
    expect(await storage.archive({ keepLast: 1 })).toMatchObject({ versions: 0 })
    await expect(readdir(storageDir)).rejects.toThrow('ENOENT')
  })
})
