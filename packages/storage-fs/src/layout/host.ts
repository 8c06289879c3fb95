import { hash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { threadId } from 'node:worker_threads'

/** What tells one process, and one start of a machine, from another. */
export interface Host {
  /** Differs after each start of the machine; empty where the system does not say. */
  readonly bootId: string
  /** The machine and the name space of its process ids: ids mean something only within one. */
  readonly hostId: string
  readonly pid: number
  readonly threadId: number
  /** When a process began, in the system's own unit: `''` where it does not say, undefined when it does not run. */
  startOf(pid: number): string | undefined
}

/** This process. */
export const thisHost: Host = {
  bootId: short(readText('/proc/sys/kernel/random/boot_id')),
  hostId: short([hostname(), readText('/etc/machine-id'), pidNamespace()].join('\n')),
  pid: process.pid,
  threadId,
  startOf,
}

function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = readText(`/proc/${pid}/stat`)
    // The second field is the name in parentheses, which may hold anything; the start is field 22.
    if (stat !== '') return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  }
  try {
    process.kill(pid, 0)
    return ''
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH' ? undefined : ''
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

function short(text: string): string {
  return text === '' ? '' : hash('sha256', text, 'hex').slice(0, 8)
}
