/** Rows 9 and 10: reads of versions that are in memory. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { openLmdb } from '@autoopt/storage-peers/open-lmdb'
import { openSqlite } from '@autoopt/storage-peers/open-sqlite'
import { compare } from '../comparison.ts'
import type { Context } from '../context.ts'
import type { Row } from '../row.ts'
import { fillStore } from '../fill-store.ts'
import { sampleRecord } from '../sample-record.ts'
import { timeBatches } from '../time-operations.ts'

const staleMs = 50

export async function measure({ folder, rounds }: Context): Promise<Row[]> {
  const storageDir = join(folder, 'store')
  const keys = await fillStore(storageDir, { prompts: 20, versions: 50 })
  const store = new FileSystemStorage({ storageDir })
  const relaxed = new FileSystemStorage({ storageDir, maxStaleMs: staleMs })
  const databases = [openSqlite(join(folder, 'sqlite')), openLmdb(join(folder, 'lmdb'))]
  for (const database of databases) {
    await database.saveMany(keys.map((key) => ({ ...key, version: [1, key.minor, 0], body: bodyOf(key) })))
  }
  const map = new Map(keys.map((key) => [`${key.promptId}\0${key.text}`, sampleRecord(key.promptId, key.text)]))
  const directories = keys.map(({ promptId }) => join(storageDir, promptId))
  for (const key of keys) {
    await store.getVersion(key.promptId, key.text)
    await relaxed.getVersion(key.promptId, key.text)
  }

  const [strict, stale] = ['storage-fs, cached', `storage-fs, cached, maxStaleMs ${staleMs}`]
  const run = await compare(
    [
      {
        name: strict,
        sample: () =>
          timeBatches(keys.length, async () => {
            for (const key of keys) await store.getVersion(key.promptId, key.text)
          }),
      },
      {
        name: stale,
        sample: () =>
          timeBatches(keys.length, async () => {
            for (const key of keys) await relaxed.getVersion(key.promptId, key.text)
          }),
      },
      {
        name: 'statSync of the directory',
        sample: () =>
          timeBatches(keys.length, () => {
            for (const directory of directories) statSync(directory)
          }),
      },
      {
        name: 'Map.get',
        sample: () => {
          let found = 0
          return timeBatches(keys.length, () => {
            for (const key of keys) if (map.get(`${key.promptId}\0${key.text}`) !== undefined) found += 1
            return found
          })
        },
      },
      ...databases.map((database) => ({
        name: `${database.name}, read and parse`,
        sample: () =>
          timeBatches(keys.length, () => {
            for (const key of keys) database.read({ promptId: key.promptId, version: [1, key.minor, 0] })
          }),
      })),
    ],
    { rounds },
  )
  await store.close()
  await relaxed.close()
  for (const database of databases) await database.close()
  const peers = databases.map(({ name }) => `${name}, read and parse`)
  return [
    {
      id: '9',
      title: 'Read from memory, asking the directory each time',
      figures: run.figures([strict, 'statSync of the directory', ...peers]),
      claims: [run.ratio(strict, 'statSync of the directory', { atMost: 1.5 })],
      notes: [`${perSecond(run.spread(strict).median)} reads a second`],
      rounds: run.count,
    },
    {
      id: '10',
      title: `Read from memory, asking the directory every ${staleMs} ms`,
      figures: run.figures([stale, 'Map.get']),
      claims: [run.ratio(stale, 'Map.get', { atMost: 4 })],
      notes: [`${perSecond(run.spread(stale).median)} reads a second`],
      rounds: run.count,
    },
  ]
}

function bodyOf({ promptId, text }: { promptId: string; text: string }): string {
  return JSON.stringify(sampleRecord(promptId, text))
}

function perSecond(microseconds: number): string {
  return Math.round(1e6 / microseconds).toLocaleString('en')
}
