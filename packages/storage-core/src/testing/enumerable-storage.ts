import { describe, expect, test } from 'vitest'
import type { EnumerableStorage, VersionStorage } from '../version-storage.ts'
import { hostilePromptIds } from './hostile-prompt-ids.ts'
import { sampleVersion } from './sample-version.ts'
import { type OpenFixture, openFixture } from './storage-fixture.ts'

/** Registers the tests of `EnumerableStorage` for one kind of store. */
export function testEnumerableStorage(name: string, open: OpenFixture<VersionStorage & EnumerableStorage>): void {
  describe(`${name} as EnumerableStorage`, () => {
    test('an empty store has no prompts', async () => {
      const { storage } = await openFixture(open)

      expect(await promptIds(storage)).toEqual([])
    })

    test('each prompt is named once, however many versions it has', async () => {
      const { storage } = await openFixture(open)
      for (const prompt_id of ['first', 'second']) {
        for (const version of ['1.0.0', '1.1.0']) await storage.saveVersion(sampleVersion({ prompt_id, version }))
      }

      expect(await promptIds(storage)).toEqual(['first', 'second'])
    })

    test('hostile ids come back exactly', async () => {
      const { storage } = await openFixture(open)
      for (const prompt_id of hostilePromptIds) await storage.saveVersion(sampleVersion({ prompt_id }))

      expect(await promptIds(storage)).toEqual(hostilePromptIds.map((id) => id.normalize('NFC')).toSorted())
    })

    test('two spellings of one id are named once, in NFC', async () => {
      const { storage } = await openFixture(open)
      await storage.saveVersion(sampleVersion({ prompt_id: 'cafe\u0301', version: '1.0.0' }))
      await storage.saveVersion(sampleVersion({ prompt_id: 'caf\u00e9', version: '1.1.0' }))

      expect(await promptIds(storage)).toEqual(['caf\u00e9'])
    })

    test('a prompt without versions is no longer named', async () => {
      const { storage } = await openFixture(open)
      for (const prompt_id of ['kept', 'deleted']) await storage.saveVersion(sampleVersion({ prompt_id }))
      await storage.deleteVersion('deleted', '1.0.0')

      expect(await promptIds(storage)).toEqual(['kept'])

      await storage.clearAll()

      expect(await promptIds(storage)).toEqual([])
    })

    test('a walk that is left early does not disturb the store', async () => {
      const { storage } = await openFixture(open)
      for (const prompt_id of ['first', 'second', 'third']) await storage.saveVersion(sampleVersion({ prompt_id }))

      for await (const id of storage.promptIds()) {
        expect(await storage.deleteVersion(id, '1.0.0')).toBe(true)
        break
      }

      expect(await promptIds(storage)).toHaveLength(2)
    })

    test('a store that is opened again names the same prompts', async ({ skip }) => {
      const { storage, reopen = skip('this store does not outlive its object') } = await openFixture(open)
      for (const prompt_id of ['first', 'Second']) await storage.saveVersion(sampleVersion({ prompt_id }))

      expect(await promptIds(await reopen())).toEqual(['Second', 'first'])
    })
  })
}

async function promptIds(storage: EnumerableStorage): Promise<string[]> {
  const ids: string[] = []
  for await (const id of storage.promptIds()) ids.push(id)
  return ids.toSorted()
}
