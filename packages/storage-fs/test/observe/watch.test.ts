import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InMemoryStorage } from '@autoopt/storage-core'
import { hostilePromptIds, sampleVersion } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { nodeFilePort } from '../../src/files/node-file-port.ts'
import {
  FileSystemStorage,
  type FileSystemStorageOptions,
  type VersionEvent,
  type WatchOptions,
} from '../../src/index.ts'
import { startWriter } from '../processes/start-writer.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const id = 'wf_001_llm_1_system'

async function open(options: Partial<FileSystemStorageOptions> = {}): Promise<FileSystemStorage> {
  return new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'store'), ...options })
}

/** What a watch has told of so far. */
interface Watching {
  readonly events: VersionEvent[]
  /** Resolves as soon as it has told of so many changes. */
  readonly until: (count: number) => Promise<VersionEvent[]>
  readonly end: () => Promise<void>
}

/** Begins a watch that ends with the test. */
async function startWatch(
  storage: FileSystemStorage,
  promptId?: string,
  options: WatchOptions = {},
): Promise<Watching> {
  const controller = new AbortController()
  const events: VersionEvent[] = []
  let told = (): void => {}
  const { promise: ready, resolve: onReady } = withResolvers()
  const done = (async () => {
    for await (const event of storage.watch(promptId, { signal: controller.signal, onReady, ...options })) {
      events.push(event)
      told()
    }
  })()
  const end = async (): Promise<void> => {
    controller.abort()
    await done
  }
  onTestFinished(end)
  await Promise.race([ready, done])
  const ended = done.then(() => {
    throw new Error('the watch has ended')
  })
  ended.catch(() => {})
  const until = async (count: number): Promise<VersionEvent[]> => {
    while (events.length < count) {
      await Promise.race([new Promise<void>((resolve) => (told = resolve)), ended])
    }
    return events
  }
  return { events, until, end }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

// A port of one's own cannot be watched, so that everything is polled.
const ways: Readonly<Record<string, Partial<FileSystemStorageOptions>>> = {
  watched: {},
  polled: { files: { ...nodeFilePort } },
  'watched with shards': { enableSharding: true },
  'polled with shards': { enableSharding: true, files: { ...nodeFilePort } },
}

describe.each(Object.entries(ways))('a store that is %s', (_, options) => {
  test('tells of each change of a prompt in turn, and of no other prompt', async () => {
    const storage = await open(options)
    await storage.saveVersion(sampleVersion())
    const { until, end, events } = await startWatch(storage, id, { pollMs: 10 })
    await storage.saveVersion(sampleVersion({ version: '1.1.0' }))
    await until(1)
    await storage.saveVersion(sampleVersion({ prompt_id: 'other' }))
    await storage.setLabel(id, 'production', '1.1.0')
    await until(2)
    await storage.setLabel(id, 'production', '1.0.0')
    await until(3)
    await storage.deleteLabel(id, 'production')
    await until(4)
    await storage.deleteVersion(id, '1.0.0')
    await until(5)
    await storage.clearAll()
    await until(6)
    await storage.saveVersion(sampleVersion())
    await until(7)
    await end()

    expect(events).toEqual([
      { type: 'saved', promptId: id, version: '1.1.0' },
      { type: 'labelled', promptId: id, label: 'production', version: '1.1.0' },
      { type: 'labelled', promptId: id, label: 'production', version: '1.0.0' },
      { type: 'labelled', promptId: id, label: 'production', version: null },
      { type: 'deleted', promptId: id, version: '1.0.0' },
      { type: 'deleted', promptId: id, version: '1.1.0' },
      { type: 'saved', promptId: id, version: '1.0.0' },
    ])
  })

  test('tells of every prompt, whatever its id, also before there is a store', async () => {
    const storage = await open(options)
    const { until } = await startWatch(storage, undefined, { pollMs: 10 })
    const ids = [id, ...hostilePromptIds]
    const reader = new InMemoryStorage()
    for (const prompt_id of ids) {
      await storage.saveVersion(sampleVersion({ prompt_id }))
      await reader.saveVersion(sampleVersion({ prompt_id }))
    }
    const events = await until(ids.length)

    const found = new Set(events.map(({ promptId }) => promptId))
    for await (const promptId of reader.promptIds()) expect(found.delete(promptId)).toBe(true)
    expect(found.size).toBe(0)
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['saved']))
  })

  test('tells of a batch when it is committed, whole', async () => {
    const storage = await open(options)
    const { until } = await startWatch(storage, undefined, { pollMs: 10 })
    const records = Array.from({ length: 60 }, (_unused, index) =>
      sampleVersion({ prompt_id: `p${index % 3}`, version: `1.${index}.0` }),
    )
    await storage.saveMany(records)

    const told = (await until(60)).map((event) => `${event.promptId} ${event.version}`)
    expect(new Set(told)).toEqual(new Set(records.map(({ prompt_id, version }) => `${prompt_id} ${version}`)))
    expect(told).toHaveLength(60)
  })
})

test('following the changes leads to what is there, whatever is done', async () => {
  const versions = ['1.0.0', '1.1.0', '1.2.0']
  const call = fc.record({
    action: fc.constantFrom('save', 'save', 'delete', 'label', 'clear', 'pause'),
    prompt: fc.constantFrom('a', 'b/c'),
    version: fc.constantFrom(...versions),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 25 }), fc.constantFrom(...Object.values(ways)), async (calls, way) => {
      const storage = await open({ ...way, reuseDeleted: true, durability: 'none' })
      const other = new FileSystemStorage({ storageDir: storage.storageDir, reuseDeleted: true })
      await storage.saveVersion(sampleVersion({ prompt_id: 'a' }))
      const { until, events, end } = await startWatch(storage, undefined, { pollMs: 5 })
      for (const [index, { action, prompt, version }] of calls.entries()) {
        const store = index % 2 === 0 ? storage : other
        const done = {
          save: async () => store.saveVersion(sampleVersion({ prompt_id: prompt, version })),
          delete: async () => store.deleteVersion(prompt, version),
          label: async () => store.setLabel(prompt, 'production', version),
          clear: async () => store.clearAll(),
          pause: async () => new Promise((resolve) => setTimeout(resolve, 5)),
        }[action]()
        await Promise.allSettled([done])
      }
      await storage.saveVersion(sampleVersion({ prompt_id: 'last' }))
      const actual = await stateOf(storage)
      const believed = (): State => follow([{ type: 'saved', promptId: 'a', version: '1.0.0' }, ...events])
      while (JSON.stringify(believed()) !== JSON.stringify(actual)) await until(events.length + 1)
      expect(believed()).toEqual(actual)
      await end()
    }),
    { numRuns: 30 },
  )
})

test('a watch misses no save of other processes, and no move of a label', async () => {
  const storage = await open()
  const { until } = await startWatch(storage)
  const writers = await Promise.all(
    ['first', 'second', 'third'].map(async (name) => startWriter(storage.storageDir, name, 60)),
  )
  for (const writer of writers) writer.go()
  const events = [...(await until(60))]
  await Promise.all(writers.map(async (writer) => writer.untilClosed()))
  const mover = await startWriter(storage.storageDir, 'count', 30, { program: '../labels/label-racer.ts' })
  mover.go()
  const moves = (await until(90)).slice(60)

  expect(new Set(events.map(({ version }) => version))).toEqual(new Set(writers.flatMap(({ saved }) => saved)))
  expect(moves.map(({ type, version }) => [type, version])).toEqual(
    Array.from({ length: 30 }, (_, index) => ['labelled', `1.${index % 2}.0`]),
  )
})

test('a store that vanishes and comes back is followed', async () => {
  const storage = await open()
  await storage.saveVersion(sampleVersion())
  const { until } = await startWatch(storage, undefined, { pollMs: 10 })
  await rm(storage.storageDir, { recursive: true })
  await until(1)
  await storage.saveVersion(sampleVersion({ version: '2.0.0' }))

  expect(await until(2)).toEqual([
    { type: 'deleted', promptId: id, version: '1.0.0' },
    { type: 'saved', promptId: id, version: '2.0.0' },
  ])
})

test('what is no prompt is passed over', async () => {
  const storage = await open()
  await storage.saveVersion(sampleVersion())
  await writeFile(join(storage.storageDir, 'notes'), 'a file')
  await mkdir(join(storage.storageDir, '~slug~0123456789abcdef'))
  const { until } = await startWatch(storage, undefined, { pollMs: 10 })
  await writeFile(join(storage.storageDir, 'readme'), 'a file')
  await mkdir(join(storage.storageDir, 'Upper'))
  await writeFile(join(storage.storageDir, id, 'notes.txt'), 'a file')
  await mkdir(join(storage.storageDir, 'empty'))
  await storage.saveVersion(sampleVersion({ version: '1.1.0' }))

  expect(await until(1)).toEqual([{ type: 'saved', promptId: id, version: '1.1.0' }])
})

test('a store behind a symbolic link is followed', async () => {
  const storage = await open()
  await storage.saveVersion(sampleVersion())
  const storageDir = join(storage.storageDir, '..', 'link')
  await symlink(storage.storageDir, storageDir)
  const { until } = await startWatch(new FileSystemStorage({ storageDir }))
  await storage.saveVersion(sampleVersion({ prompt_id: 'new' }))

  expect(await until(1)).toEqual([{ type: 'saved', promptId: 'new', version: '1.0.0' }])
})

test('files that come and go by hand are changes too', async () => {
  const storage = await open()
  await storage.saveVersion(sampleVersion())
  const { until } = await startWatch(storage, id)
  const path = join(storage.storageDir, id)
  const text = await readFile(join(path, '1.0.0.json'), 'utf8')
  await writeFile(join(path, 'copy'), text)
  await rename(join(path, 'copy'), join(path, '1.2.0.json'))
  await until(1)
  await rm(join(path, '1.0.0.json'))

  expect(await until(2)).toEqual([
    { type: 'saved', promptId: id, version: '1.2.0' },
    { type: 'deleted', promptId: id, version: '1.0.0' },
  ])
})

test('a watch ends when it is aborted, when the store is closed, and when nobody listens any more', async () => {
  const storage = await open()
  await storage.saveVersion(sampleVersion())
  const aborted = await startWatch(storage)
  await aborted.end()
  const changes: VersionEvent[] = []
  const listener = (async () => {
    for await (const event of storage.watch(id, {
      onReady: () => void storage.saveVersion(sampleVersion({ version: '3.0.0' })),
    })) {
      changes.push(event)
      break
    }
  })()
  await listener
  const closed = await storage.watch(id, { onReady: () => void storage.close() }).next()
  await storage.close()

  expect(changes).toEqual([{ type: 'saved', promptId: id, version: '3.0.0' }])
  expect(closed).toEqual({ done: true, value: undefined })
  await expect(storage.watch(id).next()).rejects.toMatchObject({ code: 'FS-CLOSED-001' })
  const early = new FileSystemStorage({ storageDir: storage.storageDir })
  expect((await early.watch(id, { signal: AbortSignal.abort() }).next()).done).toBe(true)
})

type State = Record<string, { versions: string[]; label: string | undefined }>

/** What a follower of the changes believes. */
function follow(events: readonly VersionEvent[]): State {
  const state: State = {}
  for (const event of events) {
    const prompt = (state[event.promptId] ??= { versions: [], label: undefined })
    if (event.type === 'saved') prompt.versions.push(event.version)
    if (event.type === 'deleted') prompt.versions = prompt.versions.filter((version) => version !== event.version)
    if (event.type === 'labelled') prompt.label = event.version ?? undefined
  }
  return sorted(state)
}

async function stateOf(storage: FileSystemStorage): Promise<State> {
  const state: State = {}
  for (const promptId of ['a', 'b/c', 'last']) {
    const versions = await storage.listVersionNumbers(promptId)
    state[promptId] = { versions, label: await storage.getLabel(promptId, 'production') }
  }
  return sorted(state)
}

function sorted(state: State): State {
  const entries = Object.entries(state).filter(([, { versions, label }]) => versions.length > 0 || label !== undefined)
  for (const [, prompt] of entries) prompt.versions = prompt.versions.toSorted((left, right) => (left < right ? -1 : 1))
  return Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)))
}
