import { expect, test } from 'vitest'
import { sampleVersion } from '../sample-version.ts'
import { listedVersions } from './listed.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'

/** Registers the tests that versions come in semver order. */
export function testOrder(open: OpenFixture): void {
  const ascending = [
    '0.0.1',
    '1.0.0-0',
    '1.0.0-2',
    '1.0.0-10',
    '1.0.0-RC',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-rc',
    '1.0.0-rc.1+a',
    '1.0.0',
    '1.0.0+B',
    '1.0.0+a',
    '1.0.0+a.1',
    '1.9.0',
    '1.10.0',
    '2.0.0-beta',
    '10.0.0',
  ]

  test('versions are listed by semver precedence, then by text, in whatever order they were saved', async () => {
    const { storage } = await openFixture(open)
    for (const version of ascending.toReversed()) await storage.saveVersion(sampleVersion({ version }))

    expect(await listedVersions(storage, 'wf_001_llm_1_system')).toEqual(ascending)
    for (const version of ascending) {
      expect((await storage.getVersion('wf_001_llm_1_system', version))?.version).toBe(version)
    }
  })

  test('the latest version is the last by precedence, not the last saved', async () => {
    const { storage } = await openFixture(open)
    for (const version of ['1.10.0', '1.9.0', '1.10.0-rc.1']) await storage.saveVersion(sampleVersion({ version }))

    expect((await storage.getLatestVersion('wf_001_llm_1_system'))?.version).toBe('1.10.0')
  })

  test('the longest version that the schema allows is kept', async () => {
    const { storage } = await openFixture(open)
    const version = `1.0.0-${'A'.repeat(58)}`
    await storage.saveVersion(sampleVersion({ version }))

    expect(await listedVersions(storage, 'wf_001_llm_1_system')).toEqual([version])
  })
}
