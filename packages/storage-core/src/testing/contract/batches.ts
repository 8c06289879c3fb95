import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { BatchStorage } from '../../batch-storage.ts'
import { VersionConflictError } from '../../errors.ts'
import type { VersionStorage } from '../../version-storage.ts'
import { hostilePromptIds } from '../hostile-prompt-ids.ts'
import { sampleVersion, sampleVersionWithText } from '../sample-version.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'
import { listedTexts, listedVersions } from './listed.ts'

/** Registers the tests that a batch is saved whole. */
export function testBatches(open: OpenFixture<VersionStorage & BatchStorage>): void {
  test('every record of a batch comes back as it was saved, whatever its prompt', async () => {
    const { storage } = await openFixture(open)
    const records = hostilePromptIds.map((prompt_id, index) => sampleVersionWithText(`text ${index}`, { prompt_id }))
    await storage.saveMany(records)

    for (const record of records) {
      expect(await storage.getVersion(record.prompt_id, '1.0.0')).toStrictEqual(record)
      expect(await listedVersions(storage, record.prompt_id)).toEqual(['1.0.0'])
    }
  })

  test('a batch joins the versions that are there, in any order', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(sampleVersion({ version: '1.1.0' }))
    await storage.saveMany(['1.10.0', '1.0.0', '1.9.0'].map((version) => sampleVersion({ version })))

    expect(await listedVersions(storage, 'wf_001_llm_1_system')).toEqual(['1.0.0', '1.1.0', '1.9.0', '1.10.0'])
    expect((await storage.getLatestVersion('wf_001_llm_1_system'))?.version).toBe('1.10.0')
  })

  test('an empty batch changes nothing', async () => {
    const { storage } = await openFixture(open)
    await storage.saveMany([])

    expect(await storage.listVersions('wf_001_llm_1_system')).toEqual([])
  })

  test('versions of a batch are deleted one by one like any other', async () => {
    const { storage } = await openFixture(open)
    await storage.saveMany(['1.0.0', '1.1.0'].map((version) => sampleVersion({ version })))

    expect(await storage.deleteVersion('wf_001_llm_1_system', '1.0.0')).toBe(true)
    expect(await listedVersions(storage, 'wf_001_llm_1_system')).toEqual(['1.1.0'])
  })

  test('what is changed while a batch is being saved is not saved, and nothing of the caller is frozen', async () => {
    const { storage } = await openFixture(open)
    const records = [sampleVersionWithText('before')]
    const saving = storage.saveMany(records)
    for (const record of records) record.prompt.text = 'after'
    records.push(sampleVersion({ version: '2.0.0' }))
    await saving

    expect(await listedTexts(storage, 'wf_001_llm_1_system')).toEqual(['before'])
  })

  test('readers see the whole batch or nothing of it', async () => {
    const { storage, reopen } = await openFixture(open)
    const other = (await reopen?.()) ?? storage
    const records = Array.from({ length: 50 }, (_, minor) => sampleVersion({ version: `1.${minor}.0` }))
    const saving = { isDone: false }
    const seen = new Set<number>()
    const read = async (): Promise<void> => {
      while (!saving.isDone) {
        seen.add((await other.listVersions('wf_001_llm_1_system')).length)
        // A store that answers at once would never let the save go on.
        await setImmediate()
      }
    }
    const save = async (): Promise<void> => {
      await storage.saveMany(records).finally(() => (saving.isDone = true))
    }
    await Promise.all([read(), save()])
    seen.add((await other.listVersions('wf_001_llm_1_system')).length)

    expect([...seen].filter((count) => count !== 0)).toEqual([50])
  })

  test('of simultaneous batches that share a version exactly one is saved, and nothing of the others', async () => {
    const { storage, reopen } = await openFixture(open)
    const other = (await reopen?.()) ?? storage
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, async (_, index) => {
        const own = sampleVersionWithText(`batch ${index}`, { version: `2.${index}.0` })
        await (index % 2 === 0 ? storage : other).saveMany([own, sampleVersionWithText(`batch ${index}`)])
        return `batch ${index}`
      }),
    )

    const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    expect(winners).toHaveLength(1)
    const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    for (const loser of losers) expect(loser).toBeInstanceOf(VersionConflictError)
    expect(await listedTexts(storage, 'wf_001_llm_1_system')).toEqual([...winners, ...winners])
  })

  test('a store that is opened again holds the batch', async ({ skip }) => {
    const { storage, reopen = skip('this store does not outlive its object') } = await openFixture(open)
    await storage.saveMany(['a', 'B'].map((prompt_id) => sampleVersion({ prompt_id })))

    const reopened = await reopen()
    for (const id of ['a', 'B']) expect(await listedVersions(reopened, id)).toEqual(['1.0.0'])
    await expect(reopened.saveMany([sampleVersion({ prompt_id: 'a' })])).rejects.toThrow(VersionConflictError)
  })
}
