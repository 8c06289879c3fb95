import { readdir, readFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import type { PromptVersion } from '@autoopt/storage-core'
import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import { expect, test } from 'vitest'
import { FileSystemStorage } from '../../src/index.ts'
import { startWriter } from '../processes/start-writer.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const prompts = ['a', 'b', 'Not Plain']
const script = '../archive/archive-worker.ts'

/** A store with eight versions of each of the prompts. */
async function openFilled() {
  const storageDir = join(await temporaryFolder(), 'store')
  const storage = new FileSystemStorage({ storageDir })
  const records = prompts.flatMap((prompt_id) =>
    Array.from({ length: 8 }, (_, minor) =>
      sampleVersionWithText(`text ${minor}`, { prompt_id, version: `1.${minor}.0` }),
    ),
  )
  await storage.saveMany(records)
  await storage.close()
  return { storageDir, records }
}

/** Runs `archive-worker.ts` for each of the actions at the same time. @returns what each printed. */
async function run(storageDir: string, actions: readonly string[], count: number): Promise<string[][]> {
  const workers = await Promise.all(
    actions.map(async (action) => startWriter(storageDir, action, count, { program: script })),
  )
  for (const worker of workers) worker.go()
  expect(await Promise.all(workers.map(async (worker) => worker.untilClosed()))).toEqual(workers.map(() => 0))
  return workers.map(({ saved }) => saved)
}

async function contentOf(storageDir: string): Promise<PromptVersion[]> {
  const storage = new FileSystemStorage({ storageDir })
  const records: PromptVersion[] = []
  for (const promptId of prompts) records.push(...(await storage.listVersions(promptId)))
  return records
}

test('while processes move versions into packs and out again, readers find every one all the time', async () => {
  const { storageDir, records } = await openFilled()
  const rounds = 12
  const printed = await run(storageDir, ['archive', 'unarchive', 'archiveAndBack', 'read', 'read'], rounds)

  const everyRound = Array.from({ length: rounds }, (_, round) => String(round))
  expect(printed).toEqual([everyRound, everyRound, everyRound, everyRound, everyRound])
  expect(await contentOf(storageDir)).toEqual(records)
  expect((await new FileSystemStorage({ storageDir }).verify()).problems).toEqual([])
})

test('processes that prune and archive at once delete each version once, and only what may go', async () => {
  const { storageDir, records } = await openFilled()
  await run(storageDir, ['prune', 'prune', 'archive', 'archiveAndBack'], 3)

  expect(await contentOf(storageDir)).toEqual(records.filter(({ version }) => version >= '1.5.0'))
  const deleted: string[] = []
  for await (const { promptId, version } of new FileSystemStorage({ storageDir }).listDeleted()) {
    deleted.push(`${promptId} ${version}`)
  }
  const gone = records.filter(({ version }) => version < '1.5.0')
  expect(deleted.toSorted()).toEqual(gone.map(({ prompt_id, version }) => `${prompt_id} ${version}`).toSorted())
})

test.each([0, 1, 2, 3, 4, 5, 6, 7])(
  'a process that is killed in round %i while it archives loses nothing',
  async (round) => {
    const { storageDir, records } = await openFilled()
    const path = join(storageDir, 'a', '1.0.0.json')
    const before = await readFile(path)
    const worker = await startWriter(storageDir, 'archiveAndBack', 1000, { program: script })
    worker.go()
    await worker.untilSaved(round)
    await worker.kill()

    expect(await contentOf(storageDir)).toEqual(records)
    // As if a minute had passed: only then the lock of somebody who is gone is taken over.
    await utimes(join(storageDir, '.maintenance.lock'), 0, 0).catch(() => {})
    const storage = new FileSystemStorage({ storageDir })
    await storage.archive({ keepLast: 1 })
    expect(await readdir(join(storageDir, 'a'))).toEqual(['.archive', '1.7.0.json'])
    expect(await contentOf(storageDir)).toEqual(records)
    await storage.unarchive('a')
    expect(await readFile(path)).toEqual(before)
    expect((await storage.verify()).problems).toEqual([])
  },
)

test('a process that is killed while it prunes has deleted whole versions or none', async () => {
  const { storageDir, records } = await openFilled()
  await new FileSystemStorage({ storageDir }).archive({ keepLast: 6 })
  const worker = await startWriter(storageDir, 'prune', 1000, { program: script })
  worker.go()
  while (!(await readdir(storageDir)).includes('.trash')) await untilNextTurn()
  await worker.kill()

  await ageLock(storageDir)
  const left = await contentOf(storageDir)
  const storage = new FileSystemStorage({ storageDir })
  const isLeft = (promptId: string, version: string): boolean =>
    left.some((record) => record.prompt_id === promptId && record.version === version)
  const deleted: (readonly [promptId: string, version: string])[] = []
  for await (const { promptId = '', version } of storage.listDeleted()) {
    if (!isLeft(promptId, version)) deleted.push([promptId, version])
  }
  expect(left).toHaveLength(records.length - deleted.length)
  for (const address of deleted) expect(await storage.restoreDeleted(...address)).toBe(true)
  expect(await contentOf(storageDir)).toEqual(records)
})

/** As if a minute had passed: only then the lock of somebody who is gone is taken over. */
async function ageLock(storageDir: string): Promise<void> {
  const path = join(storageDir, '.maintenance.lock')
  if ((await readdir(storageDir)).includes('.maintenance.lock')) await utimes(path, 0, 0)
}
