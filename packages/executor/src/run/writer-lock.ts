/**
 * Keeps a run folder to one writer.
 *
 * - The lock is a file that comes into being by `link`, whole or not at all. It names its process and host, and its time is renewed.
 * - It is stale when its process is gone from this host, so that a killed run can be resumed at once; or when its time has not been
 *   renewed for a while, which covers other hosts and process ids that were given away again.
 * - A stale lock is taken away by renaming it. Whoever finds then that it was not the stale one puts it back.
 *
 * It does not hold against a process that was stopped for longer than the while and goes on: such a writer learns at its next renewal
 * that it has lost the lock, and what it wrote until then is in the file.
 */
import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { RunLockedError, RunTakenError } from '../errors.ts'
import { isAlive } from './is-alive.ts'
import { isMissing } from './is-missing.ts'

const lockSchema = z.looseObject({ token: z.string(), pid: z.int(), host: z.string(), since: z.string() })
type Lock = z.infer<typeof lockSchema>

const renewEveryMs = 5000
const staleAfterMs = 60_000

/** Held until it is disposed of. */
export interface WriterLock extends AsyncDisposable {
  /** Aborts when the lock was lost, with a {@link RunTakenError}. */
  readonly lost: AbortSignal
}

/** @throws {@link RunLockedError} when another process, or this one, holds the lock. */
export async function lockWriter(folder: string): Promise<WriterLock> {
  const path = join(folder, 'writer.lock')
  const own: Lock = { token: randomUUID(), pid: process.pid, host: hostname(), since: new Date().toISOString() }
  for (let attempt = 0; !(await tryLock(path, own)); attempt += 1) {
    const holder = await readLock(path)
    if (holder === undefined) continue
    if (attempt > 10 || !(await isStale(path, holder))) throw new RunLockedError({ folder, ...holder })
    await takeAway(path, holder)
    // Two that found the same stale lock must not chase each other.
    await delay(Math.random() * 20)
  }
  return held(folder, path, own)
}

async function tryLock(path: string, own: Lock): Promise<boolean> {
  const temporary = `${path}.${own.token}.tmp`
  await writeFile(temporary, JSON.stringify(own))
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

async function readLock(path: string): Promise<Lock | undefined> {
  try {
    return lockSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function isStale(path: string, { pid, host }: Lock): Promise<boolean> {
  if (host === hostname() && !isAlive(pid)) return true
  try {
    return Date.now() - (await stat(path)).mtimeMs > staleAfterMs
  } catch (error) {
    if (isMissing(error)) return true
    throw error
  }
}

async function takeAway(path: string, stale: Lock): Promise<void> {
  const aside = `${path}.${randomUUID()}.stale`
  try {
    await rename(path, aside)
    const taken = await readLock(aside)
    if (taken?.token !== stale.token) await link(aside, path)
  } catch (error) {
    if (!isMissing(error) && codeOf(error) !== 'EEXIST') throw error
  }
  await rm(aside, { force: true })
}

function held(folder: string, path: string, own: Lock): WriterLock {
  const lost = new AbortController()
  const isOwn = async (): Promise<boolean> => (await readLock(path))?.token === own.token
  const renew = async (): Promise<void> => {
    try {
      if (!(await isOwn())) throw new Error('The lock names another holder, or is gone')
      await utimes(path, new Date(), new Date())
    } catch (cause) {
      clearInterval(timer)
      lost.abort(new RunTakenError({ folder }, { cause }))
    }
  }
  const timer = setInterval(() => void renew(), renewEveryMs)
  timer.unref()
  return {
    lost: lost.signal,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      if (await isOwn()) await rm(path, { force: true })
    },
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
