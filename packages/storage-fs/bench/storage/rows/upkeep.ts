/** Verify, backup and restore of a big store. */
import { hash } from 'node:crypto'
import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { flushFileSystem } from '../big-store.ts'
import { compare } from '../comparison.ts'
import { bigStoreOf, type Context } from '../context.ts'
import { makeDirectory } from '../raw-floor.ts'
import { type Claim, countClaim, type Row } from '../row.ts'
import { promptDirectories } from '../scan-tree.ts'
import type { Spread } from '../spread.ts'

const maxSeconds = 60
/** Each takes a minute, and none is held to a ratio. */
const once = { rounds: 1, warmUp: 0, maxRepeats: 0 }

export async function measure(context: Context): Promise<Row[]> {
  const { storageDir, prompts, versions } = bigStoreOf(context)
  const [copied, backup, restored] = ['copied', 'backup', 'restored'].map((name) => join(context.folder, name))
  if (copied === undefined || backup === undefined || restored === undefined)
    throw new Error('Three folders are needed')
  const run = await compare(
    [
      { name: 'storage-fs, verify', sample: () => timeSeconds(async () => verify(storageDir)) },
      { name: 'read and hash', sample: () => timeSeconds(() => hashTree(storageDir)) },
    ],
    once,
  )
  // One after the other, since a restoration needs the backup.
  const moved = await compare(
    [
      {
        name: 'all',
        sample: async () => {
          for (const folder of [copied, backup, restored]) rmSync(folder, { recursive: true, force: true })
          flushFileSystem(context.folder)
          const copy = await timeSeconds(() => copyTree(storageDir, copied))
          const backedUp = await timeSeconds(async () => backUp(storageDir, backup))
          const restore = await timeSeconds(async () => restoreInto(restored, backup))
          return { copy, backup: backedUp, restore }
        },
      },
    ],
    once,
  )
  const files = (prompts * versions).toLocaleString('en')
  const seconds = (name: string, value: Spread) => ({ name, unit: 's', value })
  const copy = seconds('copy every file, flush all at the end', moved.spread('all: copy'))
  return [
    {
      id: 'verify',
      title: `Verify ${files} versions`,
      figures: run.figures(['storage-fs, verify', 'read and hash'], 's'),
      claims: [withinLimit('storage-fs, verify', run.spread('storage-fs, verify'))],
      rounds: run.count,
    },
    {
      id: 'backup',
      title: `Back up ${files} versions`,
      figures: [seconds('storage-fs, backup', moved.spread('all: backup')), copy],
      claims: [countClaim('files of the backup that differ', countDifferences(storageDir, backup))],
      rounds: moved.count,
    },
    {
      id: 'restore',
      title: `Restore ${files} versions`,
      figures: [seconds('storage-fs, restore', moved.spread('all: restore')), copy],
      claims: [countClaim('files of the restored store that differ', countDifferences(storageDir, restored))],
      rounds: moved.count,
    },
  ]
}

async function timeSeconds(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

async function verify(storageDir: string): Promise<void> {
  await using store = new FileSystemStorage({ storageDir })
  const { isSound, problems } = await store.verify()
  if (!isSound) throw new Error(`The big store is damaged: ${JSON.stringify(problems.slice(0, 3))}`)
}

async function backUp(storageDir: string, folder: string): Promise<void> {
  await using store = new FileSystemStorage({ storageDir })
  await store.backup(folder)
}

async function restoreInto(storageDir: string, folder: string): Promise<void> {
  await using store = new FileSystemStorage({ storageDir })
  await store.restore(folder)
}

function hashTree(storageDir: string): void {
  for (const directory of promptDirectories(storageDir)) {
    for (const name of versionFiles(directory)) hash('sha256', readFileSync(join(directory, name)))
  }
}

function copyTree(from: string, to: string): void {
  for (const directory of promptDirectories(from)) {
    const copy = makeDirectory(join(to, basename(directory)))
    for (const name of versionFiles(directory)) copyFileSync(join(directory, name), join(copy, name))
  }
  flushFileSystem(to)
}

/** Version files that only one of two stores has, or whose bytes differ. */
function countDifferences(left: string, right: string): number {
  let differences = 0
  const directories = new Set([...promptDirectories(left), ...promptDirectories(right)].map((path) => basename(path)))
  for (const directory of directories) {
    const names = new Set([...versionFiles(join(left, directory)), ...versionFiles(join(right, directory))])
    for (const name of names) {
      const [one, other] = [left, right].map((store) => tryRead(join(store, directory, name)))
      if (one === undefined || other === undefined || !one.equals(other)) differences += 1
    }
  }
  return differences
}

function versionFiles(directory: string): string[] {
  return readdirSync(directory).filter((name) => name.endsWith('.json'))
}

function tryRead(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    // Missing, which is a difference.
    return undefined
  }
}

function withinLimit(text: string, value: Spread): Claim {
  return { text, unit: 's', value, atMost: maxSeconds, isJudged: false }
}
