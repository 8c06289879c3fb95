import fc from 'fast-check'
import { expect, expectTypeOf, test } from 'vitest'
import {
  type BatchStorage,
  type EnumerableStorage,
  InMemoryStorage,
  InvalidScopeError,
  InvalidVersionError,
  isBatchStorage,
  isEnumerable,
  isLabelStorage,
  type LabelStorage,
  NotEnumerableError,
  type ScopedStorage,
  scopedStorage,
  VersionConflictError,
  type VersionStorage,
} from '../src/index.ts'
import {
  sampleVersion,
  sampleVersionWithText,
  type StorageFixture,
  testBatchStorage,
  testEnumerableStorage,
  testLabelStorage,
  testVersionStorage,
} from '../src/testing.ts'

const open = (): StorageFixture<ScopedStorage<InMemoryStorage>> => ({
  storage: scopedStorage(new InMemoryStorage(), 'team: ünïcode/é'),
})
testVersionStorage('scopedStorage', open)
testEnumerableStorage('scopedStorage', open)
testBatchStorage('scopedStorage', open)
testLabelStorage('scopedStorage', open)

/** A store that cannot name its prompts. */
function unnamed(): VersionStorage {
  const storage = new InMemoryStorage()
  return {
    saveVersion: async (version) => storage.saveVersion(version),
    getVersion: async (promptId, version) => storage.getVersion(promptId, version),
    listVersions: async (promptId) => storage.listVersions(promptId),
    getLatestVersion: async (promptId) => storage.getLatestVersion(promptId),
    deleteVersion: async (promptId, version) => storage.deleteVersion(promptId, version),
    clearAll: async () => storage.clearAll(),
  }
}

test('scopes do not see, delete or clear what is not theirs', async () => {
  const storage = new InMemoryStorage()
  const [ada, bob] = [scopedStorage(storage, 'ada'), scopedStorage(storage, 'bob')]
  await storage.saveVersion(sampleVersionWithText('of nobody'))
  await ada.saveVersion(sampleVersionWithText('of ada'))
  await bob.saveVersion(sampleVersionWithText('of bob'))

  expect((await ada.getVersion('wf_001_llm_1_system', '1.0.0'))?.prompt.text).toBe('of ada')
  expect(await bob.deleteVersion('wf_001_llm_1_system', '1.0.0')).toBe(true)
  await ada.clearAll()

  expect(await ids(ada)).toEqual([])
  expect((await storage.getVersion('wf_001_llm_1_system', '1.0.0'))?.prompt.text).toBe('of nobody')
})

test('no two pairs of scope and id meet, however they are spelled', async () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', ':', '%', '3A', '/', '=', '\u0338', '\u0301', 'e', '🙂', ' '), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.join(''))
  const pairs = fc.uniqueArray(fc.tuple(text, text), {
    minLength: 2,
    maxLength: 20,
    selector: (pair) => JSON.stringify(pair.map((part) => part.normalize('NFC'))),
  })
  await fc.assert(
    fc.asyncProperty(pairs, async (places) => {
      const storage = new InMemoryStorage()
      for (const [scope, prompt_id] of places) {
        await scopedStorage(storage, scope).saveVersion(sampleVersion({ prompt_id }))
      }
      for (const [scope, prompt_id] of places) {
        const found = await scopedStorage(storage, scope).listVersions(prompt_id)
        expect(found.map((record) => record.prompt_id)).toEqual([prompt_id])
      }
    }),
  )
})

test('two spellings of a scope are one scope', async () => {
  const storage = new InMemoryStorage()
  await scopedStorage(storage, 'caf\u00e9').saveVersion(sampleVersion())

  expect(await scopedStorage(storage, 'cafe\u0301').listVersions('wf_001_llm_1_system')).toHaveLength(1)
})

test('a scope within a scope clears only itself', async () => {
  const team = scopedStorage(new InMemoryStorage(), 'team')
  const user = scopedStorage(team, 'user')
  await team.saveVersion(sampleVersion())
  await user.saveVersion(sampleVersion())
  await user.clearAll()

  expect(await ids(team)).toEqual(['wf_001_llm_1_system'])
})

test('a conflict names the prompt as the scope knows it', async () => {
  const storage = scopedStorage(new InMemoryStorage(), 'ada')
  await storage.saveVersion(sampleVersion())

  const saving = storage.saveVersion(sampleVersion())
  await expect(saving).rejects.toThrow(VersionConflictError)
  await expect(saving).rejects.toMatchObject({ context: { promptId: 'wf_001_llm_1_system', version: '1.0.0' } })
})

test('an empty id is as invalid as without a scope', async () => {
  const saving = scopedStorage(new InMemoryStorage(), 'ada').saveVersion(sampleVersion({ prompt_id: '' }))

  await expect(saving).rejects.toThrow(InvalidVersionError)
})

test.each(['', '\0', '\ud800'])('%j is no name of a scope', (scope) => {
  expect(() => scopedStorage(new InMemoryStorage(), scope)).toThrow(InvalidScopeError)
})

test('over a store that cannot name its prompts everything works but clearing, which says why', async () => {
  const storage = unnamed()
  const scope = scopedStorage(storage, 'ada')
  await storage.saveVersion(sampleVersion())
  await scope.saveVersion(sampleVersion())

  await expect(scope.clearAll()).rejects.toThrow(NotEnumerableError)
  expect(isEnumerable(scope)).toBe(false)
  expect(await scope.listVersions('wf_001_llm_1_system')).toHaveLength(1)
  expect(await scope.deleteVersion('wf_001_llm_1_system', '1.0.0')).toBe(true)
})

test('a scope has exactly the abilities of its store', () => {
  const whole = scopedStorage(new InMemoryStorage(), 'a')
  expectTypeOf(whole).toExtend<EnumerableStorage & BatchStorage & LabelStorage>()
  expect([isEnumerable(whole), isBatchStorage(whole), isLabelStorage(whole)]).toEqual([true, true, true])

  const bare = scopedStorage(unnamed(), 'a')
  expectTypeOf(bare).not.toExtend<EnumerableStorage>()
  expectTypeOf(bare).not.toExtend<BatchStorage>()
  expectTypeOf(bare).not.toExtend<LabelStorage>()
  expect([isEnumerable(bare), isBatchStorage(bare), isLabelStorage(bare)]).toEqual([false, false, false])
})

test('scopes neither see nor move labels that are not theirs', async () => {
  const storage = new InMemoryStorage()
  const [ada, bob] = [scopedStorage(storage, 'ada'), scopedStorage(storage, 'bob')]
  for (const each of [storage, ada, bob]) await each.saveVersion(sampleVersion())
  for (const each of [storage, ada]) await each.setLabel('wf_001_llm_1_system', 'production', '1.0.0')
  await bob.clearAll()

  expect(await bob.labelsOf('wf_001_llm_1_system')).toEqual({})
  expect(await ada.getLabel('wf_001_llm_1_system', 'production')).toBe('1.0.0')
  expect(await storage.getLabel('wf_001_llm_1_system', 'production')).toBe('1.0.0')
})

test('a number that the store keeps taken is a conflict that says so in the scope, too', async () => {
  const scope = scopedStorage(new InMemoryStorage({ keepsDeletedNumbers: true }), 'ada')
  await scope.saveVersion(sampleVersion())
  await scope.deleteVersion('wf_001_llm_1_system', '1.0.0')

  await expect(scope.saveVersion(sampleVersion())).rejects.toMatchObject({
    context: { promptId: 'wf_001_llm_1_system', version: '1.0.0', deleted: true },
  })
})

test('a failure of the store that is about no prompt passes through as it is', async () => {
  const storage = new InMemoryStorage()
  const failure = new Error('disk full')
  storage.saveVersion = async () => {
    throw failure
  }

  await expect(scopedStorage(storage, 'ada').saveVersion(sampleVersion())).rejects.toBe(failure)
})

async function ids(storage: EnumerableStorage): Promise<string[]> {
  const found: string[] = []
  for await (const id of storage.promptIds()) found.push(id)
  return found
}
