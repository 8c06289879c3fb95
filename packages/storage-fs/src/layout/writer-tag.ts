/**
 * The name of a writer, which is one open store in one thread of one process, under `.tmp` and `.packs`:
 *
 *     <boot>-<host>-<pid>-<start>-<thread>-<random>
 *
 * It tells whether what lies there was left by somebody who is gone. Age never does: a process may be stopped for hours.
 */
import { randomBytes } from 'node:crypto'
import type { Host } from './host.ts'

const pattern = /^([0-9a-f]*)-([0-9a-f]*)-(\d+)-(\d*)-(\d+)-([0-9a-f]{12})$/
/** Writers of this thread that are open; one per name, whichever build of this package opened it. */
const open = ((globalThis as Record<symbol, unknown>)[Symbol.for('@autoopt/storage-fs/writers')] ??=
  new Set<string>()) as Set<string>

/** Makes a new name for a writer of this thread, which counts as living until {@link closeWriter}. */
export function openWriter(host: Host): string {
  const start = host.startOf(host.pid) ?? ''
  const tag = [host.bootId, host.hostId, host.pid, start, host.threadId, randomBytes(6).toString('hex')].join('-')
  open.add(tag)
  return tag
}

/** Says that a writer is done, so that what it leaves may be cleaned up. */
export function closeWriter(tag: string): void {
  open.delete(tag)
}

/** Tells whether a name is a writer's. */
export function isWriterTag(name: string): boolean {
  return pattern.test(name)
}

/**
 * Tells whether a writer is certainly gone. A writer on another machine, or of a system that does not say when it
 * started, may be living as far as anybody here can know.
 */
export function isDeadWriter(tag: string, host: Host): boolean {
  const [, boot, hostId, pid, start, thread] = pattern.exec(tag) ?? []
  if (hostId === undefined || hostId !== host.hostId) return false
  if (boot !== host.bootId) return boot !== '' && host.bootId !== ''
  const running = host.startOf(Number(pid))
  if (running === undefined) return true
  if (running !== start) return running !== '' && start !== ''
  return Number(pid) === host.pid && Number(thread) === host.threadId && !open.has(tag)
}
