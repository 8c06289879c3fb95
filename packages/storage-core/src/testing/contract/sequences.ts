import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { bySemver } from '../../by-semver.ts'
import type { StorageError } from '../../errors.ts'
import { promptKey } from '../../prompt-key.ts'
import type { VersionStorage } from '../../version-storage.ts'
import { sampleVersionWithText } from '../sample-version.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'
import { listedTexts } from './listed.ts'

/** The same seed makes the same calls. */
const seeds = [1, 2, 3, 4, 5, 6, 7, 8]
const callsPerSeed = 80

/** Few of each, so that calls meet. Two ids are one prompt in two spellings; two differ by case. */
const ids = ['foo', 'Foo', '\u00e9', 'e\u0301', '../x']
const versions = ['1.0.0', '1.0.0-rc.1', '1.0.0+build', '1.9.0', '1.10.0']
const usualActions = ['save', 'save', 'save', 'delete', 'get', 'list', 'latest'] as const

/** Registers the tests that any sequence of calls has the effects that it has on a plain map. */
export function testSequences(open: OpenFixture): void {
  test.each(seeds)('random calls have the same outcomes as on a plain map (seed %i)', async (seed) => {
    const { storage, keepsDeletedNumbers = false } = await openFixture(open)
    const model: Model = { texts: new Map(), taken: new Set(), keepsDeletedNumbers }

    expect(await disagreements(storage, model, randomCalls(seed))).toEqual([])
  })
}

type Action = (typeof usualActions)[number] | 'clear'

interface Call {
  readonly action: Action
  readonly id: string
  readonly version: string
  readonly text: string
}

/** Texts by prompt and version, and the numbers of deleted versions that stay taken. */
interface Model {
  readonly texts: Map<string, string>
  readonly taken: Set<string>
  readonly keepsDeletedNumbers: boolean
}

/** @returns the first call whose outcome on the store is not that on the model; nothing when there is none. */
async function disagreements(storage: VersionStorage, model: Model, calls: readonly Call[]): Promise<unknown[]> {
  for (const call of calls) {
    const actual = await onStorage[call.action](storage, call)
    const expected = onModel[call.action](model, call)
    if (!isDeepStrictEqual(actual, expected)) return [{ call, actual, expected }]
  }
  return []
}

const onStorage: Readonly<Record<Action, (storage: VersionStorage, call: Call) => Promise<unknown>>> = {
  save: async (storage, { id, version, text }) =>
    storage.saveVersion(sampleVersionWithText(text, { prompt_id: id, version })).then(
      () => 'saved',
      ({ code, context }: StorageError) => ({ code, deleted: context['deleted'] ?? false }),
    ),
  delete: async (storage, { id, version }) => storage.deleteVersion(id, version),
  get: async (storage, { id, version }) => (await storage.getVersion(id, version))?.prompt.text,
  list: async (storage, { id }) => listedTexts(storage, id),
  latest: async (storage, { id }) => (await storage.getLatestVersion(id))?.prompt.text,
  clear: async (storage) => storage.clearAll(),
}

const onModel: Readonly<Record<Action, (model: Model, call: Call) => unknown>> = {
  save: ({ texts, taken }, { id, version, text }) => {
    const key = keyOf(id, version)
    if (texts.has(key) || taken.has(key)) return { code: 'STORE-CONFLICT-001', deleted: taken.has(key) }
    texts.set(key, text)
    return 'saved'
  },
  delete: ({ texts, taken, keepsDeletedNumbers }, { id, version }) => {
    const existed = texts.delete(keyOf(id, version))
    if (existed && keepsDeletedNumbers) taken.add(keyOf(id, version))
    return existed
  },
  get: ({ texts }, { id, version }) => texts.get(keyOf(id, version)),
  list: ({ texts }, { id }) => versions.toSorted(bySemver).flatMap((version) => texts.get(keyOf(id, version)) ?? []),
  latest: (model, call) => (onModel.list(model, call) as string[]).at(-1),
  clear: ({ texts, taken }) => {
    texts.clear()
    taken.clear()
  },
}

function keyOf(id: string, version: string): string {
  return `${promptKey(id)} ${version}`
}

function randomCalls(seed: number): Call[] {
  const random = seededRandom(seed)
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item
  return Array.from({ length: callsPerSeed }, (_, step) => ({
    action: random(callsPerSeed / 2) === 0 ? 'clear' : pick(usualActions),
    id: pick(ids),
    version: pick(versions),
    text: `seed ${seed}, call ${step}`,
  }))
}

/** Random integers below a bound, by the generator "mulberry32". */
function seededRandom(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}
