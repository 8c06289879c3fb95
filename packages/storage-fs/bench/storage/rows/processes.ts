/** Rows 20 and 21: eight processes save into one store. */
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { compare, type Contender, type Sample } from '../comparison.ts'
import type { Context } from '../context.ts'
import { makeDirectory } from '../raw-floor.ts'
import { countClaim, type Row } from '../row.ts'
import { quantile } from '../spread.ts'
import type { WriterReport, WriterTarget } from '../writer-job.ts'
import { WriterPool } from '../writer-pool.ts'

const processes = 8

export async function measure({ folder, rounds, isQuick }: Context): Promise<Row[]> {
  await using pool = new WriterPool(processes)
  const faults: Faults = { duplicates: 0, wrong: 0 }
  const many = isQuick ? 50 : 200
  const contender = (target: WriterTarget, writers: number, saves: number): Contender => {
    let stores = 0
    return {
      name: `${target} × ${writers}`,
      sample: async () => {
        stores += 1
        const path = join(makeDirectory(join(folder, `${writers}`)), `${target.replaceAll(/\W+/g, '-')}-${stores}`)
        const reports = await pool.run(writers, { target, path, saves })
        if (target.startsWith('storage-fs')) await findFaults(path, reports, faults)
        return measured(reports)
      },
    }
  }
  const run = await compare(
    [
      contender('storage-fs strict', 1, many),
      contender('storage-fs fast', 1, many),
      contender('storage-fs strict', processes, many),
      contender('storage-fs fast', processes, many),
      contender('lock per prompt', processes, many / 2),
      contender('better-sqlite3', processes, many),
      contender('lmdb', processes, many),
      contender("the requirements' design", processes, 20),
    ],
    { rounds: Math.min(rounds, 9) },
  )
  const [one, fast, strict] = ['storage-fs strict × 1', 'storage-fs fast × 8', 'storage-fs strict × 8']
  const peers = ['lock per prompt × 8', 'better-sqlite3 × 8', 'lmdb × 8', "the requirements' design × 8"]
  const perSecond = (names: readonly string[]) =>
    run.figures(
      names.map((name) => `${name}: saves`),
      '/s',
    )
  return [
    {
      id: '20',
      title: 'Eight processes, one store, every fifth save of a version that all of them save',
      figures: [
        ...perSecond([fast, strict, one, 'storage-fs fast × 1']),
        ...run.figures([`${fast}: p50`, `${fast}: p99`, `${strict}: p50`, `${strict}: p99`], 'ms'),
      ],
      claims: [
        run.ratio(`${fast}: saves`, `${one}: saves`, { atLeast: 3.5 }),
        run.ratio(`${strict}: saves`, `${one}: saves`, { atLeast: 3.5 }),
        run.ratio(`${fast}: p99`, `${fast}: p50`, { atMost: 10 }),
        countClaim('versions that two processes were told they saved', faults.duplicates),
        countClaim('acknowledged versions that are missing or are not what was saved', faults.wrong),
      ],
      notes: ['a save counts when it is answered, by success or by a conflict'],
      rounds: run.count,
    },
    {
      id: '21',
      title: 'Eight processes against locks and databases',
      figures: perSecond([fast, ...peers]),
      claims: [run.ratio(`${fast}: saves`, `${peers[0]}: saves`, { atLeast: 2 })],
      rounds: run.count,
    },
  ]
}

interface Faults {
  duplicates: number
  wrong: number
}

/** Reads back everything that was acknowledged, and sees whether it is its writer's. */
async function findFaults(storageDir: string, reports: readonly WriterReport[], faults: Faults): Promise<void> {
  await using store = new FileSystemStorage({ storageDir })
  const writers = new Map<string, number>()
  for (const [writer, { saved }] of reports.entries()) {
    for (const key of saved) {
      if (writers.has(key)) faults.duplicates += 1
      writers.set(key, writer)
    }
  }
  for (const [key, writer] of writers) {
    const [promptId = '', version = ''] = key.split(' ')
    const record = await store.getVersion(promptId, version)
    if (record?.metadata['author'] !== `writer ${writer}`) faults.wrong += 1
  }
}

function measured(reports: readonly WriterReport[]): Sample {
  const elapsedMs =
    Math.max(...reports.map(({ endedMs }) => endedMs)) - Math.min(...reports.map(({ startedMs }) => startedMs))
  const latencies = reports.flatMap(({ latenciesMs }) => latenciesMs).toSorted((a, b) => a - b)
  return {
    saves: (latencies.length * 1000) / elapsedMs,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  }
}
