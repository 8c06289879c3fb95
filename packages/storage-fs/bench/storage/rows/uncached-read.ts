/** Rows 11 and 12: reads of files that the system has in memory and the store has not. */
import { promises, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { openLmdb } from '@autoopt/storage-peers/open-lmdb'
import { openSqlite } from '@autoopt/storage-peers/open-sqlite'
import { compare } from '../comparison.ts'
import type { Context } from '../context.ts'
import { fillStore } from '../fill-store.ts'
import type { Row } from '../row.ts'
import { sampleRecord } from '../sample-record.ts'
import { timeBatches } from '../time-operations.ts'

export async function measure({ folder, rounds }: Context): Promise<Row[]> {
  const storageDir = join(folder, 'store')
  const keys = await fillStore(storageDir, { prompts: 20, versions: 50 })
  const store = new FileSystemStorage({ storageDir, useCache: false })
  const databases = [openSqlite(join(folder, 'sqlite')), openLmdb(join(folder, 'lmdb'))]
  for (const database of databases) {
    const entries = keys.map(({ promptId, minor, text }) => {
      return { promptId, version: [1, minor, 0], body: JSON.stringify(sampleRecord(promptId, text)) } as const
    })
    await database.saveMany(entries)
  }
  const paths = keys.map(({ promptId, text }) => join(storageDir, promptId, `${text}.json`))

  const [own, sync, asynchronous] = ['storage-fs, useCache: false', 'readFileSync, parse', 'promises.readFile, parse']
  const run = await compare(
    [
      {
        name: own,
        sample: () =>
          timeBatches(keys.length, async () => {
            for (const key of keys) await store.getVersion(key.promptId, key.text)
          }),
      },
      {
        name: sync,
        sample: () =>
          timeBatches(keys.length, () => {
            for (const path of paths) JSON.parse(readFileSync(path, 'utf8'))
          }),
      },
      {
        name: asynchronous,
        sample: () =>
          timeBatches(keys.length, async () => {
            for (const path of paths) JSON.parse(await promises.readFile(path, 'utf8'))
          }),
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
  for (const database of databases) await database.close()
  const peers = databases.map(({ name }) => `${name}, read and parse`)
  return [
    {
      id: '11',
      title: 'Read from a file, checksum verified',
      figures: run.figures([own, sync, ...peers]),
      claims: [run.ratio(own, sync, { atMost: 2 })],
      rounds: run.count,
    },
    {
      id: '12',
      title: 'The same against promises',
      figures: run.figures([own, asynchronous]),
      claims: [run.ratio(own, asynchronous, { atMost: 0.25 })],
      rounds: run.count,
    },
  ]
}
