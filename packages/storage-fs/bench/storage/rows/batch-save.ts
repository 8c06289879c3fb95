/** Rows 6 and 8: a thousand records at once. */
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { openLmdb } from '@autoopt/storage-peers/open-lmdb'
import { openSqlite } from '@autoopt/storage-peers/open-sqlite'
import type { OrderedPeerStore } from '@autoopt/storage-peers/peer-store'
import { compare, type Contender } from '../comparison.ts'
import type { Context } from '../context.ts'
import { saveRaw } from '../raw-floor.ts'
import type { Row } from '../row.ts'
import { samplePromptId, sampleRecord, versionNumber } from '../sample-record.ts'
import { oneAtATime, rawTarget } from '../save-target.ts'

const size = 1000
const versionsPerPrompt = 50

export async function measure({ folder, rounds }: Context): Promise<Row[]> {
  const store = new FileSystemStorage({ storageDir: join(folder, 'fast'), durability: 'fast' })
  const sqlite = openSqlite(join(folder, 'sqlite'))
  const lmdb = openLmdb(join(folder, 'lmdb'))
  const own = 'storage-fs saveMany'
  const run = await compare(
    [
      oneAtATime(rawTarget('raw floor', join(folder, 'raw'), saveRaw), 40),
      batches(own, async (keys) =>
        store.saveMany(keys.map(({ promptId, minor }) => sampleRecord(promptId, versionNumber(minor)))),
      ),
      ...[sqlite, lmdb].map((peer) => peerBatches(peer)),
    ],
    { rounds },
  )
  await store.close()
  await sqlite.close()
  await lmdb.close()
  return [
    {
      id: '6',
      title: 'saveMany of 1,000, each',
      figures: run.figures([own, 'raw floor', lmdb.name]),
      claims: [run.ratio(own, 'raw floor', { atMost: 0.08 })],
      rounds: run.count,
    },
    {
      id: '8',
      title: 'saveMany of 1,000 against one transaction, each',
      figures: run.figures([own, sqlite.name]),
      claims: [run.ratio(own, sqlite.name, { atMost: 3 })],
      rounds: run.count,
    },
  ]
}

interface Key {
  readonly promptId: string
  readonly minor: number
}

function peerBatches(peer: OrderedPeerStore): Contender {
  return batches(peer.name, async (keys) =>
    peer.saveMany(
      keys.map(({ promptId, minor }) => ({
        promptId,
        version: [1, minor, 0],
        body: JSON.stringify(sampleRecord(promptId, versionNumber(minor))),
      })),
    ),
  )
}

/** Every batch makes twenty new prompts of fifty versions. */
function batches(name: string, save: (keys: readonly Key[]) => Promise<unknown>): Contender {
  let saved = 0
  return {
    name,
    sample: async () => {
      const keys = Array.from({ length: size }, (_, turn) => {
        const index = saved + turn
        return {
          promptId: samplePromptId(Math.floor(index / versionsPerPrompt)),
          minor: index % versionsPerPrompt,
        }
      })
      saved += size
      const start = performance.now()
      await save(keys)
      return ((performance.now() - start) * 1000) / size
    },
  }
}
