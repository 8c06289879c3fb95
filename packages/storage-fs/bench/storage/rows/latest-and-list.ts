/** Rows 14 and 15: the latest version of a prompt and the numbers of all of them. */
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { openLmdb } from '@autoopt/storage-peers/open-lmdb'
import { openSqlite } from '@autoopt/storage-peers/open-sqlite'
import { compare } from '../comparison.ts'
import type { Context } from '../context.ts'
import { fillStore } from '../fill-store.ts'
import type { Row } from '../row.ts'
import { samplePromptId, sampleRecord } from '../sample-record.ts'
import { listVersionFiles } from '../scan-tree.ts'
import { timeBatches, timeOperations } from '../time-operations.ts'

const prompts = 200
const versions = 50

export async function measure({ folder, rounds }: Context): Promise<Row[]> {
  const storageDir = join(folder, 'store')
  const keys = await fillStore(storageDir, { prompts, versions })
  const promptIds = Array.from({ length: prompts }, (_, index) => samplePromptId(index))
  const warm = new FileSystemStorage({ storageDir })
  const [sqlite, lmdb] = [openSqlite(join(folder, 'sqlite')), openLmdb(join(folder, 'lmdb'))]
  for (const database of [sqlite, lmdb]) {
    const entries = keys.map(({ promptId, minor, text }) => {
      return { promptId, version: [1, minor, 0], body: JSON.stringify(sampleRecord(promptId, text)) } as const
    })
    await database.saveMany(entries)
  }
  const overPrompts = (operation: (promptId: string) => unknown) => () =>
    timeBatches(prompts, async () => {
      for (const promptId of promptIds) {
        const result = operation(promptId)
        if (result instanceof Promise) await result
      }
    })

  const run = await compare(
    [
      { name: 'storage-fs, latest', sample: overPrompts((id) => warm.getLatestVersion(id)) },
      { name: `${sqlite.name}, latest`, sample: overPrompts((id) => sqlite.latest(id)) },
      { name: `${lmdb.name}, latest`, sample: overPrompts((id) => lmdb.latest(id)) },
      { name: 'storage-fs, list warm', sample: overPrompts((id) => warm.listVersionNumbers(id)) },
      { name: `${sqlite.name}, list`, sample: overPrompts((id) => sqlite.list(id)) },
      { name: `${lmdb.name}, list`, sample: overPrompts((id) => lmdb.list(id)) },
      { name: 'storage-fs, list cold', sample: async () => timeColdLists(storageDir, promptIds) },
      {
        name: 'readdirSync and sort',
        sample: () => timeOperations(prompts, (turn) => listVersionFiles(join(storageDir, promptIds[turn] ?? ''))),
      },
    ],
    { rounds, warmUp: 3 },
  )
  if (String(await warm.listVersionNumbers(samplePromptId(0))) !== String(sqlite.list(samplePromptId(0)))) {
    throw new Error('The store and the database list different versions')
  }
  await warm.close()
  await sqlite.close()
  await lmdb.close()
  return [
    {
      id: '14',
      title: 'The latest version, warm',
      figures: run.figures(['storage-fs, latest', `${sqlite.name}, latest`, `${lmdb.name}, latest`]),
      claims: [run.ratio('storage-fs, latest', `${sqlite.name}, latest`, { atMost: 0.25 })],
      rounds: run.count,
    },
    {
      id: '15',
      title: `The numbers of ${versions} versions`,
      figures: run.figures([
        'storage-fs, list warm',
        `${sqlite.name}, list`,
        `${lmdb.name}, list`,
        'storage-fs, list cold',
        'readdirSync and sort',
      ]),
      claims: [
        run.ratio('storage-fs, list warm', `${sqlite.name}, list`, { atMost: 0.3 }),
        run.ratio('storage-fs, list cold', 'readdirSync and sort', { atMost: 1.2 }),
      ],
      rounds: run.count,
    },
  ]
}

/** Lists prompts that this store object has not seen; no index helps it. */
async function timeColdLists(storageDir: string, promptIds: readonly string[]): Promise<number> {
  await using store = new FileSystemStorage({ storageDir, useIndex: false })
  await store.listVersionNumbers('no_such_prompt')
  return await timeOperations(promptIds.length, async (turn) => store.listVersionNumbers(promptIds[turn] ?? ''))
}
