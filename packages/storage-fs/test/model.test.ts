/**
 * Random commands to a store, in memory as its model, and through several open stores at once: each answer must be the
 * model's. A crash leaves a store without closing it and makes its process count as dead.
 */
import { join } from 'node:path'
import { InMemoryStorage, type PromptVersion } from '@autoopt/storage-core'
import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FileSystemStorage, type FileSystemStorageOptions } from '../src/index.ts'
import { type Host, thisHost } from '../src/layout/host.ts'
import { temporaryFolder } from './temporary-folder.ts'

const ids = ['plain', 'Größe/提示']
const numbers = ['1.0.0', '1.1.0', '1.10.0', '2.0.0-rc.1', '2.0.0']
const labels = ['production', 'staging']

/** The processes that have the store open. */
class World {
  readonly storageDir: string
  readonly options: Partial<FileSystemStorageOptions>
  readonly stores: FileSystemStorage[] = []
  readonly #alive = new Set<number>()
  #nextPid = 1_000

  constructor(storageDir: string, options: Partial<FileSystemStorageOptions>) {
    this.storageDir = storageDir
    this.options = options
    this.open(0)
    this.open(1)
  }

  /** Opens the store in a new process, in the place of another. */
  open(place: number): void {
    const pid = this.#nextPid++
    this.#alive.add(pid)
    const startOf = (other: number): string | undefined => (this.#alive.has(other) ? String(other) : undefined)
    const host: Host = { ...thisHost, pid, startOf }
    this.stores[place] = new FileSystemStorage({ storageDir: this.storageDir, ...this.options, host })
    this.#pids[place] = pid
  }

  crash(place: number): void {
    this.#alive.delete(this.#pids[place] ?? 0)
    this.open(place)
  }

  readonly #pids: number[] = []
}

type Command = fc.AsyncCommand<InMemoryStorage, World>

/** A command that does the same to both and compares what comes of it. */
function same(
  text: string,
  run: (storage: InMemoryStorage | FileSystemStorage) => Promise<unknown>,
  place: number,
): Command {
  return {
    check: () => true,
    run: async (model, world) => {
      const expected = await outcome(run(model))
      expect(await outcome(run(world.stores[place] as FileSystemStorage))).toEqual(expected)
    },
    toString: () => `${text} by ${place}`,
  }
}

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  try {
    return { value: await promise }
  } catch (error) {
    return { code: (error as { readonly code?: unknown }).code }
  }
}

const place = fc.nat({ max: 1 })
const id = fc.constantFrom(...ids)
const number = fc.constantFrom(...numbers)
const label = fc.constantFrom(...labels)
const record = (promptId: string, version: string, text: string): PromptVersion =>
  sampleVersionWithText(text, { prompt_id: promptId, version })

const commands = [
  fc
    .tuple(id, number, fc.string(), place)
    .map(([promptId, version, text, at]) =>
      same(`save ${promptId} ${version}`, async (storage) => storage.saveVersion(record(promptId, version, text)), at),
    ),
  fc
    .tuple(fc.array(fc.tuple(id, number), { maxLength: 4 }), place)
    .map(([names, at]) =>
      same(
        `saveMany ${JSON.stringify(names)}`,
        async (storage) => storage.saveMany(names.map(([promptId, version]) => record(promptId, version, 'batch'))),
        at,
      ),
    ),
  fc
    .tuple(id, number, place)
    .map(([promptId, version, at]) =>
      same(`get ${promptId} ${version}`, async (storage) => storage.getVersion(promptId, version), at),
    ),
  fc
    .tuple(id, place)
    .map(([promptId, at]) => same(`list ${promptId}`, async (storage) => storage.listVersions(promptId), at)),
  fc
    .tuple(id, place)
    .map(([promptId, at]) => same(`latest ${promptId}`, async (storage) => storage.getLatestVersion(promptId), at)),
  fc
    .tuple(id, number, place)
    .map(([promptId, version, at]) =>
      same(`delete ${promptId} ${version}`, async (storage) => storage.deleteVersion(promptId, version), at),
    ),
  fc
    .tuple(id, label, number, place)
    .map(([promptId, name, version, at]) =>
      same(
        `label ${promptId} ${name} ${version}`,
        async (storage) => (await storage.setLabel(promptId, name, version)).revision,
        at,
      ),
    ),
  fc
    .tuple(id, label, place)
    .map(([promptId, name, at]) =>
      same(`unlabel ${promptId} ${name}`, async (storage) => storage.deleteLabel(promptId, name), at),
    ),
  fc
    .tuple(id, place)
    .map(([promptId, at]) => same(`labels ${promptId}`, async (storage) => storage.labelsOf(promptId), at)),
  place.map((at) => same('ids', async (storage) => promptIds(storage), at)),
  place.map((at) => same('clear', async (storage) => storage.clearAll(), at)),
  fc.tuple(place, fc.boolean()).map(([at, isCrash]) => reopen(at, isCrash)),
  place.map((at) => prune(at)),
  place.map((at) => archive(at)),
]

function reopen(at: number, isCrash: boolean): Command {
  return {
    check: () => true,
    run: async (_model, world) => {
      if (!isCrash) await world.stores[at]?.close()
      world.crash(at)
    },
    toString: () => `${isCrash ? 'crash' : 'reopen'} ${at}`,
  }
}

/** The model cannot prune, but it can be told what went; what must never go is checked. */
function prune(at: number): Command {
  return {
    check: () => true,
    run: async (model, world) => {
      const report = await world.stores[at]?.prune({ keepLast: 1, dryRun: false })
      for (const { promptId, goes } of report?.prompts ?? []) {
        const latest = (await model.getLatestVersion(promptId))?.version
        expect(goes).not.toContain(latest)
        for (const version of goes) expect(await model.deleteVersion(promptId, version)).toBe(true)
      }
    },
    toString: () => `prune by ${at}`,
  }
}

/** Nobody sees from outside whether a version is archived. */
function archive(at: number): Command {
  return {
    check: () => true,
    run: async (_model, world) => {
      await world.stores[at]?.archive({ keepLast: 1 })
    },
    toString: () => `archive by ${at}`,
  }
}

async function promptIds(storage: InMemoryStorage | FileSystemStorage): Promise<string[]> {
  const found: string[] = []
  for await (const promptId of storage.promptIds()) found.push(promptId)
  return found.toSorted()
}

test.each(['strict', 'fast', 'none'] as const)(
  'whatever is done through two processes, each answers as one store in memory would (%s)',
  async (durability) => {
    const checked = fc.assert(
      fc.asyncProperty(
        fc.commands(commands, { size: 'medium', maxCommands: 40 }),
        fc.boolean(),
        async (chosen, useCache) => {
          const storageDir = join(await temporaryFolder(), 'store')
          await fc.asyncModelRun(
            () => ({
              model: new InMemoryStorage({ keepsDeletedNumbers: true }),
              real: new World(storageDir, { durability, useCache }),
            }),
            chosen,
          )
        },
      ),
      { numRuns: process.env['AUTOOPT_LONG'] === '1' ? 1_500 : 60 },
    )

    await expect(checked).resolves.toBeUndefined()
  },
)
