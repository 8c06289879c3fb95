import { expect, test } from 'vitest'
import { VersionConflictError } from '../../errors.ts'
import { sampleVersion, sampleVersionWithText } from '../sample-version.ts'
import { listedTexts } from './listed.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'

/** Registers the tests that simultaneous calls do not disturb each other. */
export function testConcurrency(open: OpenFixture): void {
  test('of many simultaneous saves of one version exactly one wins, and its content stays', async () => {
    const { storage, reopen } = await openFixture(open)
    const other = (await reopen?.()) ?? storage
    const saves = Array.from({ length: 32 }, async (_, index) => {
      await (index % 2 === 0 ? storage : other).saveVersion(sampleVersionWithText(`writer ${index}`))
      return `writer ${index}`
    })
    const outcomes = await Promise.allSettled(saves)

    const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    expect(winners).toHaveLength(1)
    for (const loser of losers) expect(loser).toBeInstanceOf(VersionConflictError)
    expect(await listedTexts(storage, 'wf_001_llm_1_system')).toEqual(winners)
  })

  test('of many simultaneous deletions of one version exactly one is told that it was there', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(sampleVersion())
    const deletions = Array.from({ length: 16 }, async () => storage.deleteVersion('wf_001_llm_1_system', '1.0.0'))

    expect((await Promise.all(deletions)).filter(Boolean)).toHaveLength(1)
  })

  test('simultaneous saves of different versions and prompts all succeed', async () => {
    const { storage } = await openFixture(open)
    const ids = ['a', 'b', 'C', 'd/e']
    const saves = ids.flatMap((prompt_id) =>
      Array.from({ length: 10 }, async (_, minor) =>
        storage.saveVersion(sampleVersion({ prompt_id, version: `1.${minor}.0` })),
      ),
    )
    await Promise.all(saves)

    for (const id of ids) expect(await storage.listVersions(id)).toHaveLength(10)
  })

  test('readers see a version whole or not at all while others save, delete and clear', async () => {
    const { storage } = await openFixture(open)
    const text = 'whole '.repeat(5_000)
    const write = async (minor: number): Promise<void> => {
      await storage.saveVersion(sampleVersionWithText(text, { version: `1.${minor}.0` }))
      if (minor % 3 === 0) await storage.deleteVersion('wf_001_llm_1_system', `1.${minor}.0`)
      if (minor === 10) await storage.clearAll()
    }
    const read = async (): Promise<void> => {
      for (const found of await listedTexts(storage, 'wf_001_llm_1_system')) expect(found).toBe(text)
      const latest = await storage.getLatestVersion('wf_001_llm_1_system')
      expect([undefined, text]).toContain(latest?.prompt.text)
    }
    await Promise.all(Array.from({ length: 20 }, async (_, minor) => Promise.all([write(minor), read(), read()])))

    await storage.saveVersion(sampleVersionWithText(text, { version: '9.0.0' }))
    await read()
    expect((await storage.getLatestVersion('wf_001_llm_1_system'))?.version).toBe('9.0.0')
  })
}
