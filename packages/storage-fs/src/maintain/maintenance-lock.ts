/**
 * Lets one process at a time do what rewrites shared state: clear, archive, prune, restore, convert. Saves and reads
 * never take this lock.
 *
 * The lock is a directory whose time its holder keeps renewing (proper-lockfile). It is a courtesy and not what keeps
 * data safe: a holder that stands still for longer than `staleMs` can lose it to another, and of two that both find it
 * stale both may get it. So every step under it is one that two may do at once, mostly a rename that one of them wins;
 * and `stillHeld` is asked between steps, so that whoever has lost the lock stops.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { LockError } from '../errors.ts'
import { nodeFilePort } from '../files/node-file-port.ts'
import { toFileError } from '../files/to-file-error.ts'
import type { OpenStore } from '../open-store.ts'

const staleMs = 25_000
const maxWaitMs = 30_000

/** What the work under a lock asks between its steps. @throws {@link LockError} when the lock was lost. */
export type StillHeld = () => void

/**
 * Does work that only one process may do at a time.
 * @throws {@link LockError} when another process has the lock for too long.
 */
export async function withMaintenanceLock<Value>(
  { files, layout }: Pick<OpenStore, 'files' | 'layout'>,
  what: string,
  work: (stillHeld: StillHeld) => Promise<Value>,
): Promise<Value> {
  // In memory there is no other process.
  if (files !== nodeFilePort) return work(() => {})
  let lost: Error | undefined
  const release = await acquire(layout.root, layout.lock, what, (error) => {
    lost = error
  })
  try {
    return await work(() => {
      if (lost)
        throw lockError(what, layout.lock, 'the lock was lost, since this process stood still for too long', lost)
    })
  } finally {
    // A lock that was lost is somebody else's.
    if (!lost) await release()
  }
}

async function acquire(
  root: string,
  path: string,
  what: string,
  onCompromised: (error: Error) => void,
): Promise<() => Promise<void>> {
  const { lock } = (await import('proper-lockfile')).default
  const startedAt = performance.now()
  for (let pauseMs = 10; ; pauseMs = Math.min(2 * pauseMs, 500)) {
    try {
      return await lock(root, { lockfilePath: path, stale: staleMs, update: staleMs / 6, retries: 0, onCompromised })
    } catch (cause) {
      const isHeld = cause instanceof Error && 'code' in cause && cause.code === 'ELOCKED'
      if (!isHeld) throw toFileError(cause, { what: `Cannot ${what}`, path, failure: LockError })
      if (performance.now() - startedAt > maxWaitMs)
        throw lockError(what, path, 'another process holds the lock', cause)
      await wait(pauseMs * (0.5 + Math.random()))
    }
  }
}

function lockError(what: string, path: string, why: string, cause: unknown): LockError {
  return new LockError({ what: `Cannot ${what}`, path, why, cause })
}
