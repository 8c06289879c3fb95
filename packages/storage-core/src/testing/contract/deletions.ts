import { expect, test } from 'vitest'
import { VersionConflictError } from '../../errors.ts'
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

  test('the number of a deleted version is free again', async ({ skip }) => {
    const { storage, keepsDeletedNumbers = false } = await openFixture(open)
    skip(keepsDeletedNumbers, 'this store keeps the numbers of deleted versions taken')
    await storage.saveVersion(sampleVersionWithText('old'))
    await storage.deleteVersion('wf_001_llm_1_system', '1.0.0')
    await storage.saveVersion(sampleVersionWithText('new'))

    expect(await listedTexts(storage, 'wf_001_llm_1_system')).toEqual(['new'])
  })

  test('the number of a deleted version stays taken, and the conflict says why', async ({ skip }) => {
    const { storage, reopen, keepsDeletedNumbers = false } = await openFixture(open)
    skip(!keepsDeletedNumbers, 'this store frees the numbers of deleted versions')
    await storage.saveVersion(sampleVersion())
    await storage.deleteVersion('wf_001_llm_1_system', '1.0.0')

    for (const same of [storage, (await reopen?.()) ?? storage]) {
      const saving = same.saveVersion(sampleVersion())
      await expect(saving).rejects.toThrow(VersionConflictError)
      await expect(saving).rejects.toMatchObject({
        context: { promptId: 'wf_001_llm_1_system', version: '1.0.0', deleted: true },
      })
      expect(await same.listVersions('wf_001_llm_1_system')).toEqual([])
    }
  })

  test('a conflict with a version that is there says nothing of a deleted one', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(sampleVersion())

    const error: unknown = await storage.saveVersion(sampleVersion()).catch((reason: unknown) => reason)
    expect((error as VersionConflictError).context).not.toHaveProperty('deleted')
  })

  test('after clearing every number is free', async () => {
    const { storage } = await openFixture(open)
    for (const version of ['1.0.0', '1.1.0']) await storage.saveVersion(sampleVersionWithText('old', { version }))
    await storage.deleteVersion('wf_001_llm_1_system', '1.1.0')
    await storage.clearAll()
    for (const version of ['1.0.0', '1.1.0']) await storage.saveVersion(sampleVersionWithText('new', { version }))

    expect(await listedTexts(storage, 'wf_001_llm_1_system')).toEqual(['new', 'new'])
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
