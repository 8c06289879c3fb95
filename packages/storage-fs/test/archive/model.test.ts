import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bySemver, type PromptVersion, StorageError } from '@autoopt/storage-core'
import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FileSystemStorage } from '../../src/index.ts'

const isLong = process.env['AUTOOPT_LONG'] === '1'
const prompts = ['plain', 'Not Plain']

/** What a store that reuses no numbers should hold, in the plainest terms. */
interface Model {
  readonly live: Map<string, PromptVersion>
  readonly deleted: Map<string, PromptVersion>
  readonly emptied: Set<string>
}

interface Real {
  /** Two stores that are open on one directory, as two processes would. */
  readonly stores: FileSystemStorage[]
}

type Command = fc.AsyncCommand<Model, Real>

function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return { check: () => true, run, toString: () => name }
}

/** What is there at the beginning. */
const filled = prompts.flatMap((promptId) => [0, 1, 2, 3].map((minor) => [promptId, `1.${minor}.0`] as const))

function recordOf(promptId: string, version: string, text = version): PromptVersion {
  return sampleVersionWithText(text, { prompt_id: promptId, version })
}

const keyOf = (promptId: string, version: string): string => `${promptId} ${version}`

function liveOf({ live }: Model, promptId: string): PromptVersion[] {
  const records = [...live.values()].filter((record) => record.prompt_id === promptId)
  return records.toSorted((left, right) => bySemver(left.version, right.version))
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof StorageError ? error.code : Promise.reject(error)),
  )
}

const address = { promptId: fc.constantFrom(...prompts), minor: fc.nat({ max: 5 }), by: fc.nat({ max: 1 }) }

const commands: fc.Arbitrary<Command>[] = [
  fc.constant(command('read everything', expectEqual)),
  fc.record({ ...address, text: fc.string() }).map(({ promptId, minor, by, text }) =>
    command(`save ${promptId} 1.${minor}.0`, async (model, { stores }) => {
      const record = recordOf(promptId, `1.${minor}.0`, text)
      const key = keyOf(promptId, record.version)
      const isTaken = model.live.has(key) || model.deleted.has(key) || model.emptied.has(key)
      const code = await codeOf((stores[by] as FileSystemStorage).saveVersion(record))
      same(code, isTaken ? 'STORE-CONFLICT-001' : undefined)
      if (!isTaken) model.live.set(key, record)
    }),
  ),
  fc.record(address).map(({ promptId, minor, by }) =>
    command(`delete ${promptId} 1.${minor}.0`, async (model, { stores }) => {
      const key = keyOf(promptId, `1.${minor}.0`)
      const record = model.live.get(key)
      same(await stores[by]?.deleteVersion(promptId, `1.${minor}.0`), record !== undefined)
      if (record) model.deleted.set(key, record)
      model.live.delete(key)
    }),
  ),
  fc.record(address).map(({ promptId, minor, by }) =>
    command(`restore ${promptId} 1.${minor}.0`, async (model, { stores }) => {
      const key = keyOf(promptId, `1.${minor}.0`)
      const record = model.deleted.get(key)
      same(await stores[by]?.restoreDeleted(promptId, `1.${minor}.0`), record !== undefined)
      if (record) model.live.set(key, record)
      model.deleted.delete(key)
    }),
  ),
  fc.record({ by: address.by, forget: fc.boolean() }).map(({ by, forget }) =>
    command(`empty the trash${forget ? ' and forget' : ''}`, async (model, { stores }) => {
      const report = await stores[by]?.emptyTrash({ forget })
      const forgotten = forget ? model.deleted.size + model.emptied.size : 0
      same([report?.versions, report?.forgotten], [model.deleted.size, forgotten])
      for (const key of model.deleted.keys()) model.emptied.add(key)
      if (forget) model.emptied.clear()
      model.deleted.clear()
    }),
  ),
  fc.record({ by: address.by, keepLast: fc.nat({ max: 3 }) }).map(({ by, keepLast }) =>
    command(`archive all but ${keepLast}`, async (_, { stores }) => {
      same((await stores[by]?.archive({ keepLast }))?.skipped, [])
    }),
  ),
  fc.record(address).map(({ promptId, minor, by }) =>
    command(`unarchive ${promptId} 1.${minor}.0`, async (_, { stores }) => {
      await stores[by]?.unarchive(promptId, [`1.${minor}.0`])
    }),
  ),
  fc.record(address).map(({ promptId, by }) =>
    command(`unarchive ${promptId}`, async (_, { stores }) => {
      await stores[by]?.unarchive(promptId)
    }),
  ),
  fc.record({ by: address.by, keepLast: fc.integer({ min: 1, max: 3 }) }).map(({ by, keepLast }) =>
    command(`prune all but ${keepLast}`, async (model, { stores }) => {
      await stores[by]?.prune({ keepLast, dryRun: false })
      for (const promptId of prompts) {
        for (const record of liveOf(model, promptId).slice(0, -keepLast)) {
          const key = keyOf(promptId, record.version)
          model.deleted.set(key, record)
          model.live.delete(key)
        }
      }
    }),
  ),
]

function same(actual: unknown, expected: unknown): void {
  expect(actual).toEqual(expected)
}

async function expectEqual(model: Model, { stores }: Real): Promise<void> {
  for (const store of stores) {
    for (const promptId of prompts) {
      const live = liveOf(model, promptId)
      const numbers = live.map(({ version }) => version)
      expect(await store.listVersions(promptId)).toEqual(live)
      expect(await store.listVersionNumbers(promptId)).toEqual(numbers)
      expect(await store.getLatestVersion(promptId)).toEqual(live.at(-1))
    }
    const deleted: string[] = []
    for await (const { promptId, version, isEmptied } of store.listDeleted()) {
      deleted.push(`${promptId} ${version} ${isEmptied}`)
    }
    const expected = [...model.deleted.keys()].map((key) => `${key} false`)
    expect(deleted.toSorted()).toEqual([...expected, ...[...model.emptied].map((key) => `${key} true`)].toSorted())
  }
}

test('whatever is saved, deleted, restored, archived and pruned, every store that is open holds what a map would', async () => {
  const checked = fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 20, size: 'max' }), async (run) => {
      const storageDir = await mkdtemp(join(tmpdir(), 'autoopt-archive-model-'))
      const stores = [0, 1].map(() => new FileSystemStorage({ storageDir, durability: 'none' }))
      try {
        const model: Model = { live: new Map(), deleted: new Map(), emptied: new Set() }
        const real: Real = { stores }
        for (const key of filled) model.live.set(key.join(' '), recordOf(...key))
        for (const record of model.live.values()) await stores[0]?.saveVersion(record)
        await fc.asyncModelRun(() => ({ model, real }), run)
        await expectEqual(model, real)
        await expectEqual(model, { stores: [new FileSystemStorage({ storageDir, readOnly: true })] })
      } finally {
        await Promise.all(stores.map(async (store) => store.close()))
        await rm(storageDir, { recursive: true, force: true })
      }
    }),
    { numRuns: isLong ? 2000 : 60 },
  )
  await expect(checked).resolves.toBeUndefined()
}, 600_000)
