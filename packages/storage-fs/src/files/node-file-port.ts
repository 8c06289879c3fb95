import {
  closeSync,
  constants,
  fstatSync,
  fsync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { isErrno } from './is-errno.ts'
import type { FilePort } from './file-port.ts'
import { retryBusy } from './retry-busy.ts'

// Windows knows neither flag.
const noFollow = (constants.O_NOFOLLOW as number | undefined) ?? 0
const noWait = (constants.O_NONBLOCK as number | undefined) ?? 0
const createFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow
const readFlags = constants.O_RDONLY | noFollow | noWait
const appendFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | noFollow

const quiet = { throwIfNoEntry: false } as const

const onWindows = process.platform === 'win32'
/** Windows lets nobody rename or remove a file while a scanner reads it. */
const persistent: typeof retryBusy = (call) => (onWindows ? retryBusy(call) : call)

/** The files of this machine. */
export const nodeFilePort: FilePort = {
  makeDirectory: (path) => mkdirSync(path, 0o700),
  removeDirectory: (path) => rmdirSync(path),
  list: (path) => readdirSync(path),
  stat: (path) => lstatSync(path, quiet),
  link: persistent(linkSync),
  rename: persistent(renameSync),
  unlink: persistent(unlinkSync),
  create: (path) => openSync(path, createFlags, 0o600),
  open: (path) => openSync(path, readFlags),
  append: (path) => openSync(path, appendFlags, 0o600),
  close: closeSync,
  statOpen: (descriptor) => fstatSync(descriptor),
  read: (descriptor, buffer, offset, length) => readSync(descriptor, buffer, offset, length, null),
  write: (descriptor, bytes, offset) => writeSync(descriptor, bytes, offset),
  flush: flushDescriptor,
  flushDirectory: onWindows ? async () => {} : flushDirectory,
  space(path) {
    const { type, bavail, blocks, bsize } = statfsSync(path)
    return { type, bytesFree: bavail * bsize, bytesTotal: blocks * bsize }
  },
}

function flushDescriptor(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fsync(descriptor, (error) => {
      if (error) reject(error)
      else resolve()
    })
  })
}

async function flushDirectory(path: string): Promise<void> {
  // The storage directory itself may be a symbolic link.
  const descriptor = openSync(path, 'r')
  try {
    await flushDescriptor(descriptor)
  } catch (error) {
    // A file system that says it has no such operation.
    if (!isErrno(error, 'EINVAL', 'ENOTSUP')) throw error
  } finally {
    closeSync(descriptor)
  }
}
