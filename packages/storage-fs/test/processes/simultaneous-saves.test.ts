import { join } from 'node:path'
import { VersionConflictError } from '@autoopt/storage-core'
import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { FileSystemStorage } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { startWriter } from './start-writer.ts'

const id = 'wf_001_llm_1_system'

describe.each(['strict', 'fast', 'none'] as const)('in one process (%s)', (durability) => {
  test('of 1,000 saves of the same version one succeeds, and 999 are told of the conflict', async () => {
    const storage = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'store'), durability })
    const saves = Array.from({ length: 1_000 }, async (_, index) =>
      storage.saveVersion(sampleVersionWithText(`text ${index}`)),
    )
    const results = await Promise.allSettled(saves)

    const winner = results.findIndex(({ status }) => status === 'fulfilled')
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
    expect(reasons).toHaveLength(999)
    expect(reasons.every((reason) => reason instanceof VersionConflictError)).toBe(true)
    expect((await storage.getVersion(id, '1.0.0'))?.prompt.text).toBe(`text ${winner}`)
  })

  test('1,000 saves of different versions are all there', async () => {
    const storage = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'store'), durability })
    const versions = Array.from({ length: 1_000 }, (_, index) => `1.0.${index}`)
    await Promise.all(versions.map(async (version) => storage.saveVersion(sampleVersionWithText(version, { version }))))

    const records = await storage.listVersions(id)
    expect(records.map(({ version }) => version)).toEqual(versions)
    expect(records.every(({ version, prompt }) => prompt.text === version)).toBe(true)
  })

  test('whoever saves the next version at the same time gets a number of its own, without gaps', async () => {
    const storageDir = join(await temporaryFolder(), 'store')
    const stores = Array.from({ length: 4 }, () => new FileSystemStorage({ storageDir, durability }))
    const { prompt_id: _, version: __, parent_version: ___, ...draft } = sampleVersionWithText('next')
    const saved = await Promise.all(
      Array.from({ length: 100 }, async (_each, index) => stores[index % 4]?.saveNext(id, draft, { bump: 'patch' })),
    )

    const numbers = saved.map((record) => record?.version)
    expect(new Set(numbers)).toEqual(new Set(Array.from({ length: 100 }, (_each, index) => `1.0.${index}`)))
  })
})

test.each([
  { where: 'over 8 processes', disk: '' },
  { where: 'over 8 processes without hard links', disk: 'linkless' },
] as const)('$where, of 125 saves each of the same 125 versions exactly one each succeeds', async ({ disk }) => {
  const storageDir = join(await temporaryFolder(), 'store')
  const writers = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => startWriter(storageDir, `${index}`, 125, { disk })),
  )
  for (const writer of writers) writer.go()
  const codes = await Promise.all(writers.map(async (writer) => writer.untilClosed()))

  expect(codes).toEqual(Array.from({ length: 8 }, () => 0))
  const won = writers.flatMap(({ saved }) => saved)
  expect(won).toHaveLength(125)
  expect(new Set(won).size).toBe(125)
  expect(await new FileSystemStorage({ storageDir }).listVersions(id)).toHaveLength(125)
})
