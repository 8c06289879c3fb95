import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import { expect, test } from 'vitest'
import { FileSystemStorage } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const ids = ['oldest', 'middle', 'newest']

async function openPrompts(): Promise<string> {
  const storageDir = join(await temporaryFolder(), 'store')
  await using storage = new FileSystemStorage({ storageDir })
  for (const [index, prompt_id] of ids.entries()) {
    await storage.saveVersion(sampleVersion({ prompt_id, version: '1.0.0' }))
    await storage.saveVersion(sampleVersion({ prompt_id, version: '1.1.0' }))
    await utimes(join(storageDir, prompt_id), 1_000 + index, 1_000 + index)
  }
  await storage.flush()
  return storageDir
}

test('a store that is not there has nothing to warm', async () => {
  await using storage = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'none') })
  expect(await storage.warm()).toBe(0)
})

test('the latest version of each prompt is read into memory', async () => {
  await using storage = new FileSystemStorage({ storageDir: await openPrompts() })
  const progress: unknown[] = []
  expect(await storage.warm({ onProgress: (done) => progress.push(done) })).toBe(3)
  expect(progress).toEqual([1, 2, 3].map((prompts) => ({ prompts, totalPrompts: 3 })))
  expect((await storage.getStorageStats()).cache_stats.size).toBe(3)
})

test('of few that are asked for those are read that changed last, and never more than the cache holds', async () => {
  const storageDir = await openPrompts()
  await using few = new FileSystemStorage({ storageDir })
  expect(await few.warm({ topN: 1 })).toBe(1)
  const { hits } = (await few.getStorageStats()).cache_stats
  await few.getVersion('newest', '1.1.0')
  expect((await few.getStorageStats()).cache_stats.hits).toBe(hits + 1)
  await using small = new FileSystemStorage({ storageDir, cacheSize: 2 })
  expect(await small.warm({ topN: 3 })).toBe(2)
})

test('warming stops when it is told to', async () => {
  await using storage = new FileSystemStorage({ storageDir: await openPrompts() })
  await expect(storage.warm({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
})
