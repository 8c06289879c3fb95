/**
 * A process that saves what it is told to: opens the store of a job, says that it is ready, waits until it is told to go, and
 * reports what came of it. It takes one job after another until its parent is done with it.
 */
import { VersionConflictError } from '@autoopt/storage-core'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { samplePromptId, sampleRecord } from './sample-record.ts'
import { sharedEvery, type WriterJob, type WriterMessage, type WriterReport, type WriterTarget } from './writer-job.ts'

/** Saves one version; tells whether it was new. */
type Save = (promptId: string, version: readonly [number, number, number], author: string) => Promise<boolean>

// Whoever asked is gone; what still waits for a lock would wait for nobody.
process.on('disconnect', () => process.exit())
process.on('message', (job: WriterJob | 'go') => {
  if (job !== 'go') {
    void run(job).catch((error: unknown) => {
      send({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    })
  }
})

async function run(job: WriterJob): Promise<void> {
  const { save, close } = await openTarget(job.target, job.path)
  await save(samplePromptId(job.writer), [0, job.writer, 0], authorOf(job))
  const told = new Promise<void>((resolve) => {
    process.on('message', function listen(message) {
      if (message !== 'go') return
      process.off('message', listen)
      resolve()
    })
  })
  send({ kind: 'ready' })
  await told
  const report = await saveAll(job, save)
  await close()
  send({ kind: 'done', report })
}

async function saveAll(job: WriterJob, save: Save): Promise<WriterReport> {
  const latenciesMs: number[] = []
  const saved: string[] = []
  const startedMs = monotonicMs()
  for (let turn = 0; turn < job.saves; turn += 1) {
    const promptId = samplePromptId(turn % 8)
    const version = turn % sharedEvery === 0 ? ([2, turn, 0] as const) : ([1, turn, job.writer] as const)
    const start = performance.now()
    const isNew = await save(promptId, version, authorOf(job))
    latenciesMs.push(performance.now() - start)
    if (isNew) saved.push(`${promptId} ${version.join('.')}`)
  }
  return { startedMs, endedMs: monotonicMs(), latenciesMs, saved }
}

function authorOf({ writer }: WriterJob): string {
  return `writer ${writer}`
}

function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

async function openTarget(target: WriterTarget, path: string): Promise<{ save: Save; close: () => unknown }> {
  if (target === 'storage-fs fast' || target === 'storage-fs strict') {
    const store = new FileSystemStorage({
      storageDir: path,
      durability: target === 'storage-fs fast' ? 'fast' : 'strict',
    })
    return {
      save: async (promptId, version, author) => saveOnce(store, sampleRecord(promptId, version.join('.'), author)),
      close: async () => store.close(),
    }
  }
  const peer = await openPeer(target, path)
  return {
    save: async (promptId, version, author) =>
      peer.save({ promptId, version, body: JSON.stringify(sampleRecord(promptId, version.join('.'), author)) }),
    close: () => peer.close(),
  }
}

async function saveOnce(store: FileSystemStorage, record: ReturnType<typeof sampleRecord>): Promise<boolean> {
  try {
    await store.saveVersion(record)
    return true
  } catch (error) {
    if (error instanceof VersionConflictError) return false
    throw error
  }
}

async function openPeer(target: Exclude<WriterTarget, `storage-fs ${string}`>, path: string) {
  switch (target) {
    case 'lock per prompt':
      return (await import('@autoopt/storage-peers/open-lock-per-prompt')).openLockPerPrompt(path)
    case 'better-sqlite3':
      return (await import('@autoopt/storage-peers/open-sqlite')).openSqlite(path)
    case 'lmdb':
      return (await import('@autoopt/storage-peers/open-lmdb')).openLmdb(path, { isShared: true })
    case "the requirements' design":
      return (await import('@autoopt/storage-peers/open-requirements-design')).openRequirementsDesign(path)
  }
}

function send(message: WriterMessage): void {
  process.send?.(message)
}
