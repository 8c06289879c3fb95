import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { bySemver } from '../../by-semver.ts'
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
    const { storage } = await openFixture(open)

    expect(await disagreements(storage, randomCalls(seed))).toEqual([])
  })
}

type Action = (typeof usualActions)[number] | 'clear'

interface Call {
  readonly action: Action
  readonly id: string
  readonly version: string
  readonly text: string
}

/** @returns the first call whose outcome on the store is not that on a map; nothing when there is none. */
async function disagreements(storage: VersionStorage, calls: readonly Call[]): Promise<unknown[]> {
  const model = new Map<string, string>()
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
      (error: unknown) => (error as { readonly code?: unknown }).code,
    ),
  delete: async (storage, { id, version }) => storage.deleteVersion(id, version),
  get: async (storage, { id, version }) => (await storage.getVersion(id, version))?.prompt.text,
  list: async (storage, { id }) => listedTexts(storage, id),
  latest: async (storage, { id }) => (await storage.getLatestVersion(id))?.prompt.text,
  clear: async (storage) => storage.clearAll(),
}

const onModel: Readonly<Record<Action, (model: Map<string, string>, call: Call) => unknown>> = {
  save: (model, { id, version, text }) => {
    if (model.has(keyOf(id, version))) return 'STORE-CONFLICT-001'
    model.set(keyOf(id, version), text)
    return 'saved'
  },
  delete: (model, { id, version }) => model.delete(keyOf(id, version)),
  get: (model, { id, version }) => model.get(keyOf(id, version)),
  list: (model, { id }) => versions.toSorted(bySemver).flatMap((version) => model.get(keyOf(id, version)) ?? []),
  latest: (model, call) => (onModel.list(model, call) as string[]).at(-1),
  clear: (model) => model.clear(),
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
