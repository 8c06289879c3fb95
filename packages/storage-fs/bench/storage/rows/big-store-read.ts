/** Row 13: reads all over a big store. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { openLmdb } from '@autoopt/storage-peers/open-lmdb'
import { openSqlite } from '@autoopt/storage-peers/open-sqlite'
import { compare } from '../comparison.ts'
import { bigStoreOf, type Context } from '../context.ts'
import type { Row } from '../row.ts'
import { samplePromptId, versionNumber } from '../sample-record.ts'
import { timeOperations } from '../time-operations.ts'

const readsPerSample = 5000

export async function measure(context: Context): Promise<Row[]> {
  const { storageDir, prompts, versions, sqlitePath, lmdbPath } = bigStoreOf(context)
  const store = new FileSystemStorage({ storageDir, useCache: false })
  const [sqlite, lmdb] = [openSqlite(sqlitePath), openLmdb(lmdbPath)]
  const files = (prompts * versions).toLocaleString('en')
  const own = 'storage-fs, useCache: false'
  // A generator with a fixed start per round: every contender reads the same keys, and no round those of another.
  const reads = (read: (promptId: string, minor: number) => unknown) => {
    let seed = 1
    return () =>
      timeOperations(readsPerSample, () => {
        seed = (seed * 48_271) % 2_147_483_647
        const key = seed % (prompts * versions)
        return read(samplePromptId(Math.floor(key / versions)), key % versions)
      })
  }
  const run = await compare(
    [
      { name: own, sample: reads((promptId, minor) => store.getVersion(promptId, versionNumber(minor))) },
      {
        name: sqlite.name,
        sample: reads((promptId, minor) => void sqlite.read({ promptId, version: [1, minor, 0] })),
      },
      { name: lmdb.name, sample: reads((promptId, minor) => void lmdb.read({ promptId, version: [1, minor, 0] })) },
      {
        name: 'readFileSync, parse',
        sample: reads((promptId, minor) => {
          JSON.parse(readFileSync(join(storageDir, promptId, `${versionNumber(minor)}.json`), 'utf8'))
        }),
      },
    ],
    { rounds: context.rounds, warmUp: 3 },
  )
  await store.close()
  await sqlite.close()
  await lmdb.close()
  return [
    {
      id: '13',
      title: `Read at random among ${files} versions, read and parse`,
      figures: run.figures([own, sqlite.name, lmdb.name, 'readFileSync, parse']),
      claims: [run.ratio(own, sqlite.name, { atMost: 1.5 })],
      rounds: run.count,
    },
  ]
}
