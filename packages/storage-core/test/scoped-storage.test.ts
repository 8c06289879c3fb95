import fc from 'fast-check'
import { expect, expectTypeOf, test } from 'vitest'
import {
  type EnumerableStorage,
  InMemoryStorage,
  InvalidScopeError,
  InvalidVersionError,
  isEnumerable,
  NotEnumerableError,
  scopedStorage,
  VersionConflictError,
  type VersionStorage,
} from '../src/index.ts'
import { sampleVersion, sampleVersionWithText, testEnumerableStorage, testVersionStorage } from '../src/testing.ts'

const open = (): { storage: VersionStorage & EnumerableStorage } => ({
  storage: scopedStorage(new InMemoryStorage(), 'team: ünïcode/é'),
})
testVersionStorage('scopedStorage', open)
testEnumerableStorage('scopedStorage', open)

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

test('a scope can name its prompts exactly when its store can', () => {
  expectTypeOf(scopedStorage(new InMemoryStorage(), 'a')).toExtend<EnumerableStorage>()
  expectTypeOf(scopedStorage(unnamed(), 'a')).not.toExtend<EnumerableStorage>()
  expect(isEnumerable(scopedStorage(new InMemoryStorage(), 'a'))).toBe(true)
})

async function ids(storage: EnumerableStorage): Promise<string[]> {
  const found: string[] = []
  for await (const id of storage.promptIds()) found.push(id)
  return found
}
