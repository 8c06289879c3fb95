import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sampleVersion } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { FileSystemStorage } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const id = 'wf_001_llm_1_system'
const numbers = Array.from({ length: 12 }, (_, minor) => `1.${minor}.0`)

/** Of 12 versions 11 are in one pack; the texts do not compress well. */
async function openArchived() {
  const storageDir = join(await temporaryFolder(), 'store')
  const storage = new FileSystemStorage({ storageDir, durability: 'none' })
  onTestFinished(async () => storage.close())
  const random = fc.sample(fc.string({ minLength: 800, maxLength: 800 }), { numRuns: numbers.length, seed: 1 })
  const records = numbers.map((version, index) =>
    sampleVersion({ prompt_id: id, version, metadata: { note: random[index] } }),
  )
  await storage.saveMany(records)
  await storage.archive({ keepLast: 1 })
  const directory = join(storageDir, id, '.archive')
  const [name = ''] = await readdir(directory)
  return { storage, storageDir, records, pack: join(directory, name) }
}

test('a pack that was cut short is put aside, and what is whole in it stays where it was', async () => {
  const { storage, storageDir, records, pack } = await openArchived()
  const bytes = await readFile(pack)
  await writeFile(pack, bytes.subarray(0, Math.floor(bytes.length / 2)))

  expect((await storage.verify()).problems).toMatchObject([{ kind: 'pack', path: pack }])
  const { problems, isSound } = await storage.verify({ repair: true })
  expect(problems).toMatchObject([
    { kind: 'pack', path: pack, repaired: expect.stringMatching(/put aside as .* after [3-9] /) },
  ])
  expect(isSound).toBe(true)
  const left = await storage.listVersions(id)
  expect(left.length).toBeGreaterThan(3)
  for (const record of left) expect(records).toContainEqual(record)
  expect(await readdir(join(storageDir, '.quarantine'))).toHaveLength(1)
  expect((await storage.verify()).problems.map(({ kind }) => kind)).toEqual(['quarantined'])
})

test('a pack of which nothing can be read is put aside, and the prompt can be saved to again', async () => {
  const { storage, pack } = await openArchived()
  await writeFile(pack, 'no pack')
  await expect(storage.saveVersion(sampleVersion({ prompt_id: id, version: '2.0.0' }))).rejects.toMatchObject({
    code: 'FS-LOAD-001',
  })

  await storage.verify({ repair: true })
  await storage.saveVersion(sampleVersion({ prompt_id: id, version: '2.0.0' }))
  expect((await storage.listVersions(id)).map(({ version }) => version)).toEqual(['1.11.0', '2.0.0'])
})

test('a pack into which versions of another prompt were put keeps its own', async () => {
  const { storage, pack } = await openArchived()
  const lines = gunzipSync(await readFile(pack)).toString()
  const foreign = JSON.stringify({
    name: '9.0.0.json',
    text: JSON.stringify(sampleVersion({ prompt_id: 'other', version: '9.0.0' })),
  })
  await writeFile(pack, gzipSync(`${foreign}\n${lines}`))

  const { problems } = await storage.verify({ repair: true })
  expect(problems).toMatchObject([
    { kind: 'pack', message: expect.stringMatching(/other/), repaired: expect.any(String) },
  ])
  expect((await storage.listVersions(id)).map(({ version }) => version)).toEqual(numbers)
})

test('whatever byte of a pack is changed, a repair leaves a sound store of versions as they were saved', async () => {
  const { storage, records, pack } = await openArchived()
  const bytes = await readFile(pack)
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const directory = join(pack, '..')
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ change
      await writeFile(pack, damaged)
      await storage.verify({ repair: true })
      expect((await storage.verify()).isSound).toBe(true)
      for (const record of await storage.listVersions(id)) expect(records).toContainEqual(record)
      for (const name of await readdir(directory)) await writeFile(join(directory, name), bytes)
    }),
    { numRuns: 25 },
  )
})
