/** Row 5: saves that nobody asks to survive a power cut. */
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { openUnstorage } from '@autoopt/storage-peers/open-unstorage'
import { compare } from '../comparison.ts'
import type { Context } from '../context.ts'
import { saveUnflushed, saveUnflushedWithPromises } from '../raw-floor.ts'
import type { Row } from '../row.ts'
import { oneAtATime, peerTarget, rawTarget, storeTarget } from '../save-target.ts'

const savesPerSample = 400

export async function measure({ folder, rounds }: Context): Promise<Row[]> {
  const store = new FileSystemStorage({ storageDir: join(folder, 'none'), durability: 'none' })
  const unstorage = openUnstorage(join(folder, 'unstorage'))
  const [own, calls, promises] = ['storage-fs none', 'write and rename', 'write and rename, fs.promises']
  const run = await compare(
    [
      oneAtATime(rawTarget(calls, join(folder, 'raw'), saveUnflushed), savesPerSample),
      oneAtATime(storeTarget(own, store), savesPerSample),
      oneAtATime(rawTarget(promises, join(folder, 'promises'), saveUnflushedWithPromises), savesPerSample),
      oneAtATime(peerTarget(unstorage), savesPerSample),
    ],
    { rounds },
  )
  await store.close()
  await unstorage.close()
  return [
    {
      id: '5',
      title: 'Save without flush (none), one at a time',
      figures: run.figures([own, calls, promises, unstorage.name]),
      claims: [run.ratio(own, calls, { atMost: 1.5 }), run.ratio(own, promises, { atMost: 0.45 })],
      rounds: run.count,
    },
  ]
}
