/** Rows 16, 17 and 18: opening a big store, finding the latest version of every prompt, and making the index anew. */
import { join } from 'node:path'
import { FileSystemStorage, type FileSystemStorageOptions } from '@autoopt/storage-fs'
import { openLmdb } from '@autoopt/storage-peers/open-lmdb'
import { openSqlite } from '@autoopt/storage-peers/open-sqlite'
import { nodeFilePort } from '../../../src/files/node-file-port.ts'
import type { BigStore } from '../big-store.ts'
import { compare, type Comparison, type Contender } from '../comparison.ts'
import { bigStoreOf, type Context } from '../context.ts'
import { countClaim, type Row } from '../row.ts'
import { samplePromptId, sampleRecord } from '../sample-record.ts'
import { promptDirectories, scanTree, statAll } from '../scan-tree.ts'
import { spreadOf } from '../spread.ts'

const opensPerSample = 10

export async function measure(context: Context): Promise<Row[]> {
  const bigStore = bigStoreOf(context)
  const small = join(context.folder, 'small')
  await using store = new FileSystemStorage({ storageDir: small })
  await store.saveVersion(sampleRecord(samplePromptId(0), '1.0.0'))
  const opened = await compare(openers(bigStore, small), { rounds: context.rounds, warmUp: 2 })
  const walked = await compare(walkers(bigStore), { rounds: Math.min(context.rounds, 7) })
  const files = (bigStore.prompts * bigStore.versions).toLocaleString('en')
  return [
    {
      id: '16',
      title: `Open a store of ${files} versions and read the latest of one prompt`,
      figures: opened.figures([openBig, openSmall, openedSqlite, openedLmdb]),
      claims: [
        { text: openBig, unit: 'µs', value: opened.spread(openBig), atMost: 10_000, isJudged: false },
        countClaim('times that it listed the storage directory', await countRootListings(bigStore)),
      ],
      rounds: opened.count,
    },
    namingRow(walked, files),
    {
      id: '18',
      title: `Make the index of ${files} versions anew`,
      figures: walked.figures([rebuilding, scanning], 'ms'),
      claims: [walked.ratio(rebuilding, scanning, { atMost: 1.2 })],
      rounds: walked.count,
    },
  ]
}

const [openBig, openSmall] = ['storage-fs, open and latest', 'storage-fs, the same in a store of 1 version']
const [openedSqlite, openedLmdb] = ['better-sqlite3, open and latest', 'lmdb, open and latest']

function openers({ storageDir, prompts, sqlitePath, lmdbPath }: BigStore, small: string): Contender[] {
  let turn = 0
  const anyPromptId = () => {
    turn += 1
    return samplePromptId((turn * 7919) % prompts)
  }
  const openStore = async (path: string, promptId: string) => {
    const store = new FileSystemStorage({ storageDir: path })
    if ((await store.getLatestVersion(promptId)) === undefined) throw new Error(`${promptId} is missing`)
    return store
  }
  return [
    { name: openBig, sample: () => timeOpenings(() => openStore(storageDir, anyPromptId())) },
    { name: openSmall, sample: () => timeOpenings(() => openStore(small, samplePromptId(0))) },
    ...[
      { name: openedSqlite, open: () => openSqlite(sqlitePath) },
      { name: openedLmdb, open: () => openLmdb(lmdbPath) },
    ].map(({ name, open }) => ({
      name,
      sample: () =>
        timeOpenings(() => {
          const database = open()
          database.latest(anyPromptId())
          return database
        }),
    })),
  ]
}

interface Closable {
  close(): unknown
}

/** @returns microseconds until something is open and read from; it is closed off the clock. */
async function timeOpenings(open: () => Closable | Promise<Closable>): Promise<number> {
  let microseconds = 0
  for (let turn = 0; turn < opensPerSample; turn += 1) {
    const start = performance.now()
    const opened = await open()
    microseconds += (performance.now() - start) * 1000
    await opened.close()
  }
  return microseconds / opensPerSample
}

async function countRootListings({ storageDir }: BigStore): Promise<number> {
  let listings = 0
  const files: FileSystemStorageOptions['files'] = {
    ...nodeFilePort,
    list: (path) => {
      if (path === storageDir) listings += 1
      return nodeFilePort.list(path)
    },
  }
  await using store = new FileSystemStorage({ storageDir, files })
  await store.getLatestVersion(samplePromptId(0))
  return listings
}

const [naming, finding] = ['storage-fs, open and listPrompts', 'storage-fs, and the latest number of each']
const [asking, scanning] = ['stat of every directory', 'scan of the tree']
const rebuilding = 'storage-fs, rebuildIndex'

/** Milliseconds. */
function walkers({ storageDir, prompts }: BigStore): Contender[] {
  const directories = promptDirectories(storageDir)
  return [
    {
      name: naming,
      sample: async () => {
        const store = new FileSystemStorage({ storageDir })
        return closing(store, await timeMs(async () => expectPrompts(await store.listPrompts(), prompts)))
      },
    },
    {
      name: finding,
      sample: async () => {
        const store = new FileSystemStorage({ storageDir })
        const ms = await timeMs(async () => {
          for (const promptId of await store.listPrompts()) {
            await store.listVersionNumbers(promptId, { order: 'descending', limit: 1 })
          }
        })
        return closing(store, ms)
      },
    },
    { name: asking, sample: () => timeMs(() => statAll(directories)) },
    { name: scanning, sample: () => timeMs(() => scanTree(storageDir)) },
    {
      name: rebuilding,
      sample: async () => {
        const store = new FileSystemStorage({ storageDir })
        return closing(store, await timeMs(async () => store.rebuildIndex()))
      },
    },
  ]
}

async function timeMs(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function closing(store: FileSystemStorage, milliseconds: number): Promise<number> {
  await store.close()
  return milliseconds
}

function expectPrompts(found: readonly string[], prompts: number): void {
  if (found.length !== prompts) throw new Error(`${found.length} prompts were named, there are ${prompts}`)
}

/** Every prompt has to be asked whether it has changed; what is held to a limit is what comes on top. */
function namingRow(walked: Comparison, files: string): Row {
  const stats = walked.values(asking)
  const scans = walked.values(scanning)
  const above = (name: string) => walked.values(name).map((value, round) => value - (stats[round] ?? Number.NaN))
  const share = above(naming).map((value, round) => value / (scans[round] ?? Number.NaN))
  return {
    id: '17',
    title: `Find the latest version of every prompt among ${files} versions, with the index`,
    figures: walked.figures([naming, finding, asking, scanning], 'ms'),
    claims: [
      { text: `(${naming} − ${asking}) ÷ ${scanning}`, unit: '×', value: spreadOf(share), atMost: 0.1, isJudged: true },
      {
        text: `${finding} − ${asking}`,
        unit: 'ms',
        value: spreadOf(above(finding)),
        atMost: 40,
        isJudged: false,
      },
    ],
    rounds: walked.count,
  }
}
