/**
 * The files that Python sees live in the memory of this process and outlast a run: the library it imports among them.
 *
 * 1. All of them are read-only but those in `/tmp`; links are refused, since they could lead out of it.
 * 2. What a run writes is counted and limited.
 * 3. After a run `/tmp` is emptied and what it left open is closed.
 */
export interface EmscriptenFs {
  open: (path: string, flags: number, mode?: number) => unknown
  write: (
    stream: FsStream,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position?: number,
    ...rest: unknown[]
  ) => number
  lookupPath(path: string, options: { follow?: boolean; parent?: boolean }): { node: FsNode }
  truncate: (path: string | FsNode, length: number) => void
  ftruncate: (fd: number, length: number) => void
  getPath(node: FsNode): string
  readdir(path: string): string[]
  isDir(mode: number): boolean
  isChrdev(mode: number): boolean
  unlink(path: string): void
  rmdir(path: string): void
  chdir(path: string): void
  close(stream: FsStream): void
  streams: (FsStream | null | undefined)[]
  ErrnoError: new (errno: number) => Error
  [name: string]: unknown
}

interface FsNode {
  readonly mode: number
  readonly usedBytes?: number
}

interface FsStream {
  readonly node: FsNode
  readonly position: number
}

const writableFolder = '/tmp'
const writableBytes = 64 * 2 ** 20

/** WASI error numbers. */
const errno = { EFBIG: 22, EPERM: 63, EROFS: 69 }

/** Open flags that change a file: O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND. */
const changingFlags = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000

/** @returns what is to be done after each run. */
export function sealFileSystem(fs: EmscriptenFs): () => void {
  let written = 0
  const keptStreams = new Set(fs.streams.filter((stream) => stream !== null && stream !== undefined))
  const { open, write, truncate, ftruncate } = fs

  const refuse = (number: number): never => {
    throw new fs.ErrnoError(number)
  }
  const charge = (bytes: number): void => {
    written += Math.max(bytes, 0)
    if (written > writableBytes) refuse(errno.EFBIG)
  }
  const assertWritable = (path: unknown): void => {
    const isAllowed = typeof path === 'string' ? isWritable(fs, path) : isWritableNode(fs, path as FsNode)
    if (!isAllowed) refuse(errno.EROFS)
  }

  fs.open = (path, flags, mode) => {
    if ((flags & changingFlags) !== 0) assertWritable(path)
    return open(path, flags, mode)
  }
  fs.write = (stream, buffer, offset, length, position, ...rest) => {
    charge(Math.max(length, (position ?? stream.position) + length - (stream.node.usedBytes ?? 0)))
    return write(stream, buffer, offset, length, position, ...rest)
  }
  fs.truncate = (path, length) => {
    assertWritable(path)
    charge(length)
    truncate(path, length)
  }
  fs.ftruncate = (fd, length) => {
    charge(length)
    ftruncate(fd, length)
  }
  for (const name of ['unlink', 'rmdir', 'mkdir', 'mkdev', 'chmod', 'chown', 'lchmod', 'lchown', 'utime']) {
    const change = fs[name] as (path: unknown, ...rest: unknown[]) => unknown
    fs[name] = (path: unknown, ...rest: unknown[]) => {
      assertWritable(path)
      return change(path, ...rest)
    }
  }
  const rename = fs['rename'] as (from: string, to: string) => void
  fs['rename'] = (from: string, to: string) => {
    assertWritable(from)
    assertWritable(to)
    rename(from, to)
  }
  for (const name of ['symlink', 'link', 'mount', 'unmount', 'fchmod', 'fchown', 'allocate', 'mknod']) {
    const change = fs[name] as ((...rest: unknown[]) => unknown) | undefined
    if (change === undefined) continue
    fs[name] =
      name === 'mknod'
        ? (path: unknown, ...rest: unknown[]) => (assertWritable(path), change(path, ...rest))
        : () => refuse(errno.EPERM)
  }

  return () => {
    written = 0
    for (const stream of fs.streams) {
      if (stream !== null && stream !== undefined && !keptStreams.has(stream)) fs.close(stream)
    }
    fs.chdir(writableFolder)
    empty(fs, writableFolder)
  }
}

/** What exists must lie below the folder; what does not yet exist must get a parent in it. */
function isWritable(fs: EmscriptenFs, path: string): boolean {
  let node: FsNode
  try {
    node = fs.lookupPath(path, { follow: true }).node
  } catch {
    const parent = fs.getPath(fs.lookupPath(path, { parent: true }).node)
    return `${parent}/`.startsWith(`${writableFolder}/`)
  }
  return isWritableNode(fs, node)
}

function isWritableNode(fs: EmscriptenFs, node: FsNode): boolean {
  return fs.isChrdev(node.mode) || fs.getPath(node).startsWith(`${writableFolder}/`)
}

function empty(fs: EmscriptenFs, folder: string): void {
  for (const name of fs.readdir(folder)) {
    if (name === '.' || name === '..') continue
    const path = `${folder}/${name}`
    if (fs.isDir(fs.lookupPath(path, {}).node.mode)) {
      empty(fs, path)
      fs.rmdir(path)
    } else {
      fs.unlink(path)
    }
  }
}
