import { expect, test } from 'vitest'
import { VersionConflictError } from '../../errors.ts'
import { fullVersion } from './full-version.ts'
import { sampleVersion } from '../sample-version.ts'
import { listedVersions } from './listed.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'

/** Registers the tests that a store that is opened again is the same store. */
export function testReopening(open: OpenFixture): void {
  test('it holds what was saved and lacks what was deleted', async ({ skip }) => {
    const { storage, reopen = skip('this store does not outlive its object') } = await openFixture(open)
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await storage.saveVersion({ ...fullVersion, version })
    await storage.deleteVersion(fullVersion.prompt_id, '1.2.0')

    const reopened = await reopen()
    expect(await listedVersions(reopened, fullVersion.prompt_id)).toEqual(['1.0.0', '1.1.0'])
    expect(await reopened.getLatestVersion(fullVersion.prompt_id)).toStrictEqual(fullVersion)
    await expect(reopened.saveVersion(fullVersion)).rejects.toThrow(VersionConflictError)
  })

  test('it sees what another writer does from then on', async ({ skip }) => {
    const { storage, reopen = skip('this store does not outlive its object') } = await openFixture(open)
    const other = await reopen()
    await storage.saveVersion(sampleVersion())
    expect(await listedVersions(other, 'wf_001_llm_1_system')).toEqual(['1.0.0'])

    await other.saveVersion(sampleVersion({ version: '1.1.0' }))
    expect((await storage.getLatestVersion('wf_001_llm_1_system'))?.version).toBe('1.1.0')

    await other.deleteVersion('wf_001_llm_1_system', '1.1.0')
    expect((await storage.getLatestVersion('wf_001_llm_1_system'))?.version).toBe('1.0.0')

    await other.clearAll()
    expect(await storage.listVersions('wf_001_llm_1_system')).toEqual([])
  })
}
