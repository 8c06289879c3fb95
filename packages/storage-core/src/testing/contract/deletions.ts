import { expect, test } from 'vitest'
import { sampleVersion, sampleVersionWithText } from '../sample-version.ts'
import { listedTexts, listedVersions } from './listed.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'

/** Registers the tests that what is deleted is gone, and nothing else. */
export function testDeletions(open: OpenFixture): void {
  test('a deleted version is gone, the others stay', async () => {
    const { storage } = await openFixture(open)
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await storage.saveVersion(sampleVersion({ version }))

    expect(await storage.deleteVersion('wf_001_llm_1_system', '1.2.0')).toBe(true)
    expect(await storage.getVersion('wf_001_llm_1_system', '1.2.0')).toBeUndefined()
    expect((await storage.getLatestVersion('wf_001_llm_1_system'))?.version).toBe('1.1.0')
    expect(await listedVersions(storage, 'wf_001_llm_1_system')).toEqual(['1.0.0', '1.1.0'])
  })

  test('deleting tells whether there was anything to delete', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(sampleVersion())

    expect(await storage.deleteVersion('wf_001_llm_1_system', '1.0.0')).toBe(true)
    expect(await storage.deleteVersion('wf_001_llm_1_system', '1.0.0')).toBe(false)
    expect(await storage.deleteVersion('nobody', '1.0.0')).toBe(false)
  })

  test('a version that was deleted can be saved anew', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(sampleVersionWithText('old'))
    await storage.deleteVersion('wf_001_llm_1_system', '1.0.0')
    await storage.saveVersion(sampleVersionWithText('new'))

    expect(await listedTexts(storage, 'wf_001_llm_1_system')).toEqual(['new'])
  })

  test('clearing leaves an empty store that works on', async () => {
    const { storage } = await openFixture(open)
    await storage.clearAll()
    for (const prompt_id of ['a', 'B', '../c']) await storage.saveVersion(sampleVersion({ prompt_id }))
    await storage.clearAll()

    for (const id of ['a', 'B', '../c']) expect(await storage.listVersions(id)).toEqual([])
    await storage.saveVersion(sampleVersion({ prompt_id: 'a' }))
    expect(await listedVersions(storage, 'a')).toEqual(['1.0.0'])
  })
}
