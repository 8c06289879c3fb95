/** Row 4: durable saves, several in flight. */
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { openLmdb } from '@autoopt/storage-peers/open-lmdb'
import { type Contender, compare } from '../comparison.ts'
import type { Context } from '../context.ts'
import { saveRaw, saveRawWithPromises } from '../raw-floor.ts'
import type { Row } from '../row.ts'
import { inFlight, oneAtATime, peerTarget, rawTarget, storeTarget, type SaveTarget } from '../save-target.ts'

const widths = [2, 8, 64]
const limits = new Map([
  [2, 0.55],
  [8, 0.3],
  [64, 0.2],
])

export async function measure({ folder, rounds }: Context): Promise<Row[]> {
  const stores = widths.map(
    (width) => new FileSystemStorage({ storageDir: join(folder, `fast-${width}`), durability: 'fast' }),
  )
  const lmdb = openLmdb(join(folder, 'lmdb'))
  const promises = rawTarget('fs.promises', join(folder, 'promises'), saveRawWithPromises)
  const database = peerTarget(lmdb)

  const run = await compare(
    [
      oneAtATime(rawTarget('raw floor, one at a time', join(folder, 'raw'), saveRaw), 40),
      ...widths.flatMap((width, index) => {
        const store = stores[index]
        return store === undefined ? [] : [lanes(storeTarget('storage-fs fast', store), width)]
      }),
      lanes(promises, 64),
      lanes(database, 64),
    ],
    { rounds },
  )

  for (const store of stores) await store.close()
  await lmdb.close()
  const own = widths.map((width) => `storage-fs fast × ${width}`)
  return [
    {
      id: '4',
      title: 'Durable saves in flight (fast), each',
      figures: run.figures([...own, 'raw floor, one at a time', 'fs.promises × 64', `${lmdb.name} × 64`]),
      claims: widths.map((width, index) =>
        run.ratio(own[index] ?? '', 'raw floor, one at a time', { atMost: limits.get(width) ?? 0 }),
      ),
      rounds: run.count,
    },
  ]
}

/** Versions are numbered through, so that lanes of several widths share a target. */
function lanes(target: SaveTarget, width: number): Contender {
  const contender = inFlight(target, { count: Math.max(64, width * 4), width })
  return { ...contender, name: `${target.name} × ${width}` }
}
