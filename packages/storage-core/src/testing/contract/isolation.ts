import { expect, test } from 'vitest'
import { fullVersion } from './full-version.ts'
import { sampleVersion, sampleVersionWithText } from '../sample-version.ts'
import { listedTexts, listedVersions } from './listed.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'

/** Registers the tests that nobody outside can change what the store holds. */
export function testIsolation(open: OpenFixture): void {
  test('saving neither freezes nor keeps the object of the caller', async () => {
    const { storage } = await openFixture(open)
    const record = sampleVersion({ metadata: { tags: ['before'] } })
    await storage.saveVersion(record)
    record.prompt.text = 'changed later'
    ;(record.metadata['tags'] as string[]).push('after')

    const found = await storage.getVersion(record.prompt_id, record.version)
    expect(found).toStrictEqual(sampleVersion({ metadata: { tags: ['before'] } }))
  })

  test('what is changed while a save is under way is not saved', async () => {
    const { storage } = await openFixture(open)
    const record = sampleVersionWithText('before')
    const saving = storage.saveVersion(record)
    record.prompt.text = 'after'
    await saving

    expect(await listedTexts(storage, record.prompt_id)).toEqual(['before'])
  })

  test('results are frozen through and through', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(fullVersion)
    const id = fullVersion.prompt_id

    const results = [
      await storage.getVersion(id, fullVersion.version),
      await storage.getLatestVersion(id),
      ...(await storage.listVersions(id)),
    ]
    expect(results).toHaveLength(3)
    for (const result of results) expectDeepFrozen(result)
  })

  test('a list belongs to its caller', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(sampleVersion())
    ;(await storage.listVersions('wf_001_llm_1_system')).pop()

    expect(await storage.listVersions('wf_001_llm_1_system')).toHaveLength(1)
  })

  test('versions of one prompt are not seen under another', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(sampleVersion({ prompt_id: 'a', version: '2.0.0' }))
    await storage.saveVersion(sampleVersion({ prompt_id: 'b', version: '1.0.0' }))

    expect(await storage.getVersion('b', '2.0.0')).toBeUndefined()
    expect(await listedVersions(storage, 'a')).toEqual(['2.0.0'])
    expect((await storage.getLatestVersion('b'))?.version).toBe('1.0.0')
  })
}

function expectDeepFrozen(value: unknown): void {
  expect(Object.isFrozen(value)).toBe(true)
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) expectDeepFrozen(item)
}
