/**
 * Compares what a store does with the system calls that it cannot do without, on one disk. Both take turns in every
 * round, so that a slow spell of the machine hits both; the ratio is taken inside of each round, and the median counts.
 */
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { FileSystemStorage, type FileSystemStorageOptions } from '@autoopt/storage-fs'
import { sampleRecord } from './sample-record.ts'
import { saveRaw } from './save-raw.ts'

/** What one comparison found. Times are the medians for one operation. */
export interface FoundRatio {
  readonly name: string
  /** The system calls. */
  readonly versus: string
  readonly storeMs: number
  readonly rawMs: number
  /** The median of the rounds, with the least and the most. */
  readonly ratio: number
  readonly least: number
  readonly most: number
}

export interface MeasureOptions {
  readonly rounds: number
  readonly signal: AbortSignal
}

interface Run {
  /** How many operations it does. */
  readonly operations: number
  readonly run: () => unknown
}

interface Comparison {
  readonly name: string
  readonly versus: string
  readonly store: Run
  readonly raw: Run
}

const promptId = 'bench_prompt'
const saves = 16
const batch = 200
const reads = 500

/** @param options of a store that does not exist yet; the caller removes its folder. */
export async function measureStorage(
  options: FileSystemStorageOptions,
  { rounds, signal }: MeasureOptions,
): Promise<{ durability: string; ratios: FoundRatio[] }> {
  await using store = new FileSystemStorage({
    ...options,
    storageDir: join(options.storageDir, 'store'),
    useCache: true,
  })
  const { storageDir } = store
  await using uncached = new FileSystemStorage({ ...options, storageDir, useCache: false })
  await store.saveVersion(sampleRecord(promptId, 0))
  const comparisons = compare({ store, uncached, rawFolder: join(options.storageDir, 'raw') })
  const ratios: FoundRatio[] = []
  for (const comparison of comparisons) ratios.push(await measure(comparison, { rounds, signal }))
  const { durability } = await store.getStorageStats()
  return { durability, ratios }
}

function compare({
  store,
  uncached,
  rawFolder,
}: {
  readonly store: FileSystemStorage
  readonly uncached: FileSystemStorage
  readonly rawFolder: string
}): Comparison[] {
  mkdirSync(rawFolder, { mode: 0o700 })
  const path = join(store.storageDir, promptId, '1.0.0.json')
  const bytes = readFileSync(path)
  let [number, rawNumber] = [0, 0]
  const nextRecord = () => sampleRecord(promptId, (number += 1))
  const saveNextRaw = (): void => saveRaw(rawFolder, String((rawNumber += 1)), bytes)
  const saveRawTimes: Run = { operations: saves, run: () => times(saves, saveNextRaw) }
  const beside = 'write, flush, rename, flush the folder'
  const many = (count: number) => Array.from({ length: count }, nextRecord)
  return [
    {
      name: 'save, one after the other',
      versus: beside,
      store: {
        operations: saves,
        run: async () => {
          for (const record of many(saves)) await store.saveVersion(record)
        },
      },
      raw: saveRawTimes,
    },
    {
      name: `save, ${saves} at once`,
      versus: beside,
      store: {
        operations: saves,
        run: async () => Promise.all(many(saves).map(async (record) => store.saveVersion(record))),
      },
      raw: saveRawTimes,
    },
    {
      name: `saveMany of ${batch}`,
      versus: beside,
      store: { operations: batch, run: async () => store.saveMany(many(batch)) },
      raw: saveRawTimes,
    },
    {
      name: 'get from disk, checked',
      versus: 'read, JSON.parse',
      store: { operations: reads, run: async () => getTimes(uncached) },
      raw: { operations: reads, run: () => times(reads, () => JSON.parse(readFileSync(path, 'utf8'))) },
    },
    {
      name: 'get from memory',
      versus: 'one stat',
      store: { operations: reads, run: async () => getTimes(store) },
      raw: { operations: reads, run: () => times(reads, () => statSync(path)) },
    },
  ]
}

async function getTimes(storage: FileSystemStorage): Promise<void> {
  for (let turn = 0; turn < reads; turn += 1) await storage.getVersion(promptId, '1.0.0')
}

function times(count: number, operation: () => unknown): void {
  for (let turn = 0; turn < count; turn += 1) operation()
}

async function measure(comparison: Comparison, { rounds, signal }: MeasureOptions): Promise<FoundRatio> {
  const { name, versus, store, raw } = comparison
  const samples: { readonly store: number; readonly raw: number }[] = []
  // The first round only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    signal.throwIfAborted()
    // Signals arrive between turns.
    await untilNextTurn()
    const sample = { raw: await time(raw), store: await time(store) }
    if (round > 0) samples.push(sample)
  }
  const ratios = samples.map((sample) => sample.store / sample.raw)
  return {
    name,
    versus,
    storeMs: median(samples.map((sample) => sample.store)),
    rawMs: median(samples.map((sample) => sample.raw)),
    ratio: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
  }
}

/** @returns milliseconds for one operation. */
async function time({ operations, run }: Run): Promise<number> {
  const start = performance.now()
  const result = run()
  if (result instanceof Promise) await result
  return (performance.now() - start) / operations
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
}
