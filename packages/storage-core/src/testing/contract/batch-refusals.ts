import { expect, test } from 'vitest'
import type { BatchStorage } from '../../batch-storage.ts'
import { InvalidVersionError, VersionConflictError } from '../../errors.ts'
import type { PromptVersion } from '../../records.ts'
import type { VersionStorage } from '../../version-storage.ts'
import { sampleVersion, sampleVersionWithText } from '../sample-version.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'
import { listedTexts } from './listed.ts'

const id = 'wf_001_llm_1_system'

/** Registers the tests that a batch that cannot be saved leaves nothing behind. */
export function testBatchRefusals(open: OpenFixture<VersionStorage & BatchStorage>): void {
  test.each([0, 1, 2])('a conflict at place %i is named, and nothing of the batch is saved', async (place) => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(sampleVersionWithText('there', { version: '1.5.0' }))
    const records = ['1.1.0', '1.2.0'].map((version) => sampleVersion({ version }))
    const saving = storage.saveMany(records.toSpliced(place, 0, sampleVersion({ version: '1.5.0' })))

    await expect(saving).rejects.toThrow(VersionConflictError)
    await expect(saving).rejects.toMatchObject({ context: { promptId: id, version: '1.5.0' } })
    expect(await listedTexts(storage, id)).toEqual(['there'])
  })

  test('one version twice in a batch is a conflict, also in two spellings of the id', async () => {
    const { storage } = await openFixture(open)
    for (const ids of [
      [id, 'other', id],
      ['caf\u00e9', 'other', 'cafe\u0301'],
    ]) {
      const saving = storage.saveMany(ids.map((prompt_id) => sampleVersion({ prompt_id })))
      await expect(saving).rejects.toThrow(VersionConflictError)
    }
    for (const prompt_id of [id, 'other', 'caf\u00e9']) expect(await storage.listVersions(prompt_id)).toEqual([])
  })

  test.each([0, 1, 2])('an invalid record at place %i is named, and nothing of the batch is saved', async (index) => {
    const { storage } = await openFixture(open)
    const records: PromptVersion[] = ['1.1.0', '1.2.0'].map((version) => sampleVersion({ version }))
    const saving = storage.saveMany(records.toSpliced(index, 0, sampleVersion({ created_at: 'yesterday' })))

    await expect(saving).rejects.toThrow(InvalidVersionError)
    await expect(saving).rejects.toMatchObject({ context: { index, promptId: id, version: '1.0.0' } })
    expect(await storage.listVersions(id)).toEqual([])
  })

  test('a number that stays taken after a deletion refuses the batch', async ({ skip }) => {
    const { storage, keepsDeletedNumbers = false } = await openFixture(open)
    skip(!keepsDeletedNumbers, 'this store frees the numbers of deleted versions')
    await storage.saveVersion(sampleVersion())
    await storage.deleteVersion(id, '1.0.0')
    const saving = storage.saveMany(['1.1.0', '1.0.0'].map((version) => sampleVersion({ version })))

    await expect(saving).rejects.toThrow(VersionConflictError)
    await expect(saving).rejects.toMatchObject({ context: { promptId: id, version: '1.0.0', deleted: true } })
    expect(await storage.listVersions(id)).toEqual([])
  })

  test('after a refusal the same batch without its fault is saved', async () => {
    const { storage } = await openFixture(open)
    const records = ['1.0.0', '1.1.0'].map((version) => sampleVersion({ version }))
    await expect(storage.saveMany([...records, ...records])).rejects.toThrow(VersionConflictError)
    await storage.saveMany(records)

    expect(await storage.listVersions(id)).toHaveLength(2)
  })
}
