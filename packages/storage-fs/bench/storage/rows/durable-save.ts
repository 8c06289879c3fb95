/** Rows 1, 2 and 7: durable saves, one at a time. */
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { openLmdb } from '@autoopt/storage-peers/open-lmdb'
import { openLockPerPrompt } from '@autoopt/storage-peers/open-lock-per-prompt'
import { openRequirementsDesign } from '@autoopt/storage-peers/open-requirements-design'
import { openSqlite } from '@autoopt/storage-peers/open-sqlite'
import { openUnstorage } from '@autoopt/storage-peers/open-unstorage'
import { openWriteFileAtomic } from '@autoopt/storage-peers/open-write-file-atomic'
import { compare } from '../comparison.ts'
import type { Context } from '../context.ts'
import { saveLinkFirst, saveRaw } from '../raw-floor.ts'
import type { Row } from '../row.ts'
import { samplePromptId } from '../sample-record.ts'
import { oneAtATime, peerTarget, rawTarget, storeTarget } from '../save-target.ts'

const savesPerSample = 40
/** Versions that lie in the requirements' store before, since it writes all of them into its index at each save. */
const indexedVersions = 2000

export async function measure({ folder, rounds, isQuick }: Context): Promise<Row[]> {
  const fast = new FileSystemStorage({ storageDir: join(folder, 'fast'), durability: 'fast' })
  const strict = new FileSystemStorage({ storageDir: join(folder, 'strict'), durability: 'strict' })
  const sqlite = openSqlite(join(folder, 'sqlite'))
  const requirements = openRequirementsDesign(join(folder, 'requirements'))
  const others = [
    openLmdb(join(folder, 'lmdb')),
    openWriteFileAtomic(join(folder, 'write-file-atomic')),
    openLockPerPrompt(join(folder, 'lock-per-prompt')),
    openUnstorage(join(folder, 'unstorage')),
  ]
  const filled = isQuick ? indexedVersions / 10 : indexedVersions
  for (let turn = 0; turn < filled; turn += 1) {
    await requirements.save({ promptId: `filled_${turn % 40}`, version: [1, turn, 0], body: '{}' })
  }

  const run = await compare(
    [
      oneAtATime(rawTarget('raw floor', join(folder, 'raw'), saveRaw), savesPerSample),
      oneAtATime(rawTarget('raw link first', join(folder, 'link'), saveLinkFirst), savesPerSample),
      oneAtATime(storeTarget('storage-fs fast', fast), savesPerSample),
      oneAtATime(storeTarget('storage-fs strict', strict), savesPerSample),
      oneAtATime(peerTarget(sqlite), savesPerSample),
      ...others.map((peer) => oneAtATime(peerTarget(peer), savesPerSample)),
      oneAtATime(peerTarget(requirements), savesPerSample / 4),
    ],
    { rounds },
  )
  const strictSaved = await strict.listVersions(samplePromptId(0))
  if (strictSaved.length !== savesPerSample + 1) throw new Error('The strict store does not hold what it accepted')

  for (const peer of [sqlite, requirements, ...others]) await peer.close()
  await fast.close()
  await strict.close()
  const floors = ['raw floor', 'raw link first']
  const peers = [sqlite, ...others, requirements].map(({ name }) => name)
  return [
    {
      id: '1',
      title: 'Durable save (fast), one at a time',
      figures: run.figures(['storage-fs fast', ...floors, ...peers]),
      claims: [run.ratio('storage-fs fast', 'raw floor', { atMost: 0.85 })],
      notes: [`the requirements' design keeps ${filled} versions in its index`],
      rounds: run.count,
    },
    {
      id: '2',
      title: 'Durable save (strict), one at a time',
      figures: run.figures(['storage-fs strict', ...floors]),
      claims: [run.ratio('storage-fs strict', 'raw floor', { atMost: 1.25 })],
      rounds: run.count,
    },
    {
      id: '7',
      title: 'Durable save against a database that flushes once',
      figures: run.figures(['storage-fs fast', sqlite.name]),
      claims: [run.ratio('storage-fs fast', sqlite.name, { atMost: 2.2 })],
      rounds: run.count,
    },
  ]
}
