/**
 * Keeps a journal to one process.
 *
 * - The lock is a folder whose time its holder keeps renewing (proper-lockfile), with a file beside it that names the holder.
 * - Whoever opens a journal passes a gate first, a lock of the same kind that is held for a moment: so nobody sees a lock without its holder.
 * - A lock whose holder is gone from this host is removed, so that a killed campaign can be resumed at once. Elsewhere it has to get old.
 *
 * It does not hold against a process that stood still for longer than `staleMs` and goes on: such a one learns at its next renewal that the lock
 * is lost.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { JournalLockedError, JournalTakenError } from '../errors.ts'

/** Held until it is disposed of. */
export interface JournalLock extends AsyncDisposable {
  /** @throws {@link JournalTakenError} when the lock was lost. */
  requireHeld(): void
}

const holderSchema = z.looseObject({ pid: z.int(), host: z.string(), since: z.string() })
type Holder = z.infer<typeof holderSchema>
type Release = () => Promise<void>

const staleMs = 25_000
const gateStaleMs = 5000
const mostGateWaitMs = 15_000

/** @throws {@link JournalLockedError} when another process, or this one, holds the lock. */
export async function lockJournal(path: string): Promise<JournalLock> {
  await mkdir(dirname(path), { recursive: true })
  let lost: Error | undefined
  const leaveGate = await passGate(path)
  try {
    const release = await acquire(path, (error) => {
      lost = error
    })
    return {
      requireHeld: () => {
        if (lost !== undefined) throw new JournalTakenError({ path }, { cause: lost })
      },
      [Symbol.asyncDispose]: async () => {
        // A lock that was lost is somebody else's.
        if (lost === undefined) await release()
      },
    }
  } finally {
    await leaveGate()
  }
}

async function passGate(path: string): Promise<Release> {
  const startedAt = performance.now()
  for (;;) {
    const leave = await tryLock(path, { lockPath: `${path}.gate`, stale: gateStaleMs, onLost: () => undefined })
    if (leave !== undefined) return leave
    if (performance.now() - startedAt > mostGateWaitMs)
      throw new JournalLockedError({ path, ...(await readHolder(path)) })
    await wait(20 * (0.5 + Math.random()))
  }
}

async function acquire(path: string, onLost: (error: Error) => void): Promise<Release> {
  const lockPath = `${path}.lock`
  const lock = { lockPath, stale: staleMs, onLost }
  let release = await tryLock(path, lock)
  if (release === undefined) {
    const holder = await readHolder(path)
    if (holder === undefined || holder.host !== hostname() || isAlive(holder.pid))
      throw new JournalLockedError({ path, ...holder })
    await rm(lockPath, { recursive: true, force: true })
    release = await tryLock(path, lock)
    if (release === undefined) throw new JournalLockedError({ path })
  }
  const own: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  await writeFile(holderPath(path), JSON.stringify(own))
  return release
}

interface LockOptions {
  readonly lockPath: string
  readonly stale: number
  readonly onLost: (error: Error) => void
}

/** Undefined when somebody else has it. */
async function tryLock(path: string, { lockPath, stale, onLost }: LockOptions): Promise<Release | undefined> {
  const { lock } = (await import('proper-lockfile')).default
  const options = { lockfilePath: lockPath, stale, update: stale / 5, retries: 0, realpath: false }
  try {
    // Locks are told apart by the first path within a process.
    return await lock(lockPath, { ...options, onCompromised: onLost })
  } catch (cause) {
    if (codeOf(cause) === 'ELOCKED') return undefined
    throw new Error(`Cannot lock the journal ${path}`, { cause })
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(holderPath(path), 'utf8')))
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError || error instanceof z.ZodError) return undefined
    throw error
  }
}

function holderPath(path: string): string {
  return `${path}.holder.json`
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
