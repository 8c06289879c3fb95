import type { FilePort } from '../../src/files/file-port.ts'
import { interceptedPort, type PortCall } from './intercepted-port.ts'
import { type Errno, systemError } from './system-error.ts'

/** Which call fails, and how. */
export interface Fault {
  /** Counts the calls from 0. */
  readonly at: number
  readonly code: Errno
  /** Whether the call does its work before it fails, as when the answer of a file server is lost. */
  readonly isDone?: boolean
  readonly onFault?: (call: PortCall) => void
}

const syscalls: Record<keyof FilePort, string> = {
  makeDirectory: 'mkdir',
  removeDirectory: 'rmdir',
  list: 'scandir',
  stat: 'lstat',
  link: 'link',
  rename: 'rename',
  unlink: 'unlink',
  create: 'open',
  open: 'open',
  append: 'open',
  close: 'close',
  statOpen: 'fstat',
  read: 'read',
  write: 'write',
  flush: 'fsync',
  flushDirectory: 'fsync',
  space: 'statfs',
}

/** A port of which one call fails, once. */
export function faultyPort(files: FilePort, { at, code, isDone = false, onFault }: Fault): FilePort {
  let count = 0
  return interceptedPort(files, (call, run) => {
    count += 1
    if (count - 1 !== at) return run()
    onFault?.(call)
    // Linux lets go of a descriptor even when `close` fails.
    if (isDone || call.method === 'close') run()
    const [path, dest] = call.arguments.map((value) => (typeof value === 'string' ? value : undefined))
    throw systemError(code, { syscall: syscalls[call.method], path, dest })
  })
}
