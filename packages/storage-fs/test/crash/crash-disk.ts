/**
 * A disk in memory that knows which of the names and data in it were flushed, so that {@link crashImages} can tell what
 * a power cut may leave of it. To its user it behaves as the files of Linux do, down to the errors; it is as unkind as
 * a disk may be: time stamps are coarse, inode numbers are used again, and a flush covers only what came before it.
 */
import type { FilePort, FileSpace, FileStat } from '../../src/files/file-port.ts'
import { findDirectory, findPlace, findTarget, type Place } from './find-place.ts'
import { Inode } from './inode.ts'
import type { FileState, NameChange, Operation, PowerCut, Tree } from './power-cut.ts'
import { type Errno, type SystemCall, systemError } from './system-error.ts'

export interface CrashDiskOptions {
  /** How far apart time stamps are at least. 4 by default, as in Linux before 6.13. */
  readonly stampMs?: number
  /** How many bytes a write takes at most. */
  readonly maxWriteBytes?: number
  /** Waits until a flush is through. One turn of the event loop by default. */
  readonly whileFlushing?: () => Promise<void>
}

/** What a disk starts with. */
export interface DiskState {
  /** Has all of the disk below it. */
  readonly root?: Inode
  /** What was done to names since they were all on disk. */
  readonly operations?: readonly Operation[]
  readonly committed?: number
  readonly now?: number
}

interface OpenFile {
  readonly node: Inode
  readonly access: 'read' | 'write' | 'append'
  position: number
}

export class CrashDisk implements FilePort {
  readonly root: Inode
  readonly #options: CrashDiskOptions
  readonly #initial: Tree
  readonly #operations: Operation[] = []
  readonly #numbers = new Set<number>()
  readonly #open = new Map<number, OpenFile>()
  #descriptors = 2
  #committed = 0
  #changes = 0
  #clock: number

  /** Starts empty, or with what another disk left. */
  constructor(options: CrashDiskOptions = {}, state: DiskState = {}) {
    this.#options = options
    this.#clock = state.now ?? Date.UTC(2026, 0, 1)
    this.root = state.root ?? this.#makeNode('directory')
    this.root.names = 1
    this.#initial = new Map(nodesBelow(this.root).map((node) => [node, new Map(node.entries)]))
    for (const { changes, stamp } of state.operations ?? []) {
      const touched = changes.flatMap(({ before, after }) => [before, after])
      this.#operate(changes, touched, stamp)
    }
    this.#committed = state.committed ?? 0
    for (const node of nodesBelow(this.root)) this.#numbers.add(node.ino)
  }

  /** What time it is on this machine, in whole milliseconds. */
  readonly now = (): number => Math.floor(this.#clock)

  /** Grows with everything that changes what a power cut would leave. */
  get changes(): number {
    return this.#changes
  }

  /** How many descriptors are open. */
  get openDescriptors(): number {
    return this.#open.size
  }

  makeDirectory(path: string): void {
    this.#add(path, () => this.#makeNode('directory'), { syscall: 'mkdir', path })
  }

  removeDirectory(path: string): void {
    const call = { syscall: 'rmdir', path }
    const place = this.#find(path, call)
    if (place.node?.kind === 'file' || place.node?.kind === 'symlink') throw systemError('ENOTDIR', call)
    if (place.node === undefined) throw systemError('ENOENT', call)
    if (place.node.entries.size > 0) throw systemError('ENOTEMPTY', call)
    this.#operate([remove(place)], [])
  }

  list(path: string): string[] {
    return [...findDirectory(this.root, path, { syscall: 'scandir', path }).entries.keys()]
  }

  stat(path: string): FileStat | undefined {
    try {
      const { node } = this.#find(path, { syscall: 'lstat', path })
      return node?.stat()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  link(from: string, to: string): void {
    const call = { syscall: 'link', path: from, dest: to }
    const { node } = this.#find(from, call)
    if (node === undefined) throw systemError('ENOENT', call)
    const target = this.#find(to, call)
    if (target.node) throw systemError('EEXIST', call)
    if (node.kind === 'directory') throw systemError('EPERM', call)
    this.#operate([{ ...target, before: undefined, after: node }], [node])
  }

  rename(from: string, to: string): void {
    const call = { syscall: 'rename', path: from, dest: to }
    const [source, target] = [this.#find(from, call), this.#find(to, call)]
    const refusal = this.#refusalToRename(source, target)
    if (refusal) throw systemError(refusal, call)
    const { node } = source
    // Two names of one file stay as they are, by POSIX.
    if (node === undefined || node === target.node) return
    this.#operate([remove(source), { ...target, before: target.node, after: node }], [node, target.node])
  }

  unlink(path: string): void {
    const call = { syscall: 'unlink', path }
    const place = this.#find(path, call)
    if (place.node === undefined) throw systemError('ENOENT', call)
    if (place.node.kind === 'directory') throw systemError('EISDIR', call)
    this.#operate([remove(place)], [place.node])
  }

  /** Makes a symbolic link. No store does that. */
  symlink(target: string, path: string): void {
    const link = this.#makeNode('symlink')
    link.data = Buffer.from(target)
    link.flushedData = link.data
    this.#add(path, () => link, { syscall: 'symlink', path: target, dest: path })
  }

  create(path: string): number {
    return this.#opened(
      this.#add(path, () => this.#makeNode('file'), { syscall: 'open', path }),
      'write',
    )
  }

  open(path: string): number {
    const call = { syscall: 'open', path }
    const { node } = this.#find(path, call)
    if (node === undefined) throw systemError('ENOENT', call)
    if (node.kind === 'symlink') throw systemError('ELOOP', call)
    return this.#opened(node, 'read')
  }

  append(path: string): number {
    const call = { syscall: 'open', path }
    const { node } = this.#find(path, call)
    if (node?.kind === 'directory') throw systemError('EISDIR', call)
    if (node?.kind === 'symlink') throw systemError('ELOOP', call)
    return this.#opened(node ?? this.#add(path, () => this.#makeNode('file'), call), 'append')
  }

  close(descriptor: number): void {
    const { node } = this.#openFile(descriptor, 'close')
    this.#open.delete(descriptor)
    node.opened -= 1
    this.#forget(node)
  }

  statOpen(descriptor: number): FileStat {
    return this.#openFile(descriptor, 'fstat').node.stat()
  }

  read(descriptor: number, buffer: Uint8Array, offset: number, length: number): number {
    const file = this.#openFile(descriptor, 'read', ['read'])
    if (file.node.kind === 'directory') throw systemError('EISDIR', { syscall: 'read' })
    const bytes = file.node.data.subarray(file.position, file.position + length)
    buffer.set(bytes, offset)
    file.position += bytes.length
    return bytes.length
  }

  write(descriptor: number, bytes: Uint8Array, offset: number): number {
    const file = this.#openFile(descriptor, 'write', ['write', 'append'])
    const { node } = file
    const part = bytes.subarray(offset, offset + (this.#options.maxWriteBytes ?? Infinity))
    if (file.access === 'append') file.position = node.data.length
    const data = new Uint8Array(Math.max(node.data.length, file.position + part.length))
    data.set(node.data)
    data.set(part, file.position)
    file.position += part.length
    node.data = data
    node.writes += 1
    node.mtimeMs = this.#stamp()
    node.ctimeMs = node.mtimeMs
    this.#changes += 1
    return part.length
  }

  async flush(descriptor: number): Promise<void> {
    await this.#flushNode(this.#openFile(descriptor, 'fsync').node)
  }

  async flushDirectory(path: string): Promise<void> {
    await this.#flushNode(findTarget(this.root, path, { syscall: 'open', path }))
  }

  space(path: string): FileSpace {
    findTarget(this.root, path, { syscall: 'statfs', path })
    return { type: 0xef53, bytesFree: 2 ** 36, bytesTotal: 2 ** 37 }
  }

  /**
   * Does to an open file, or to a directory, what a failed flush does: the system drops what was to be written and
   * forgets that it did, so that the next flush says that all is well.
   */
  poison(target: number | string): void {
    const call = { syscall: 'fsync' }
    const node = typeof target === 'number' ? this.#open.get(target)?.node : this.#find(target, call).node
    if (node) node.isPoisoned = true
  }

  /** What is known about the disk at this moment, for a power cut. */
  cut(): PowerCut {
    const nodes = nodesBelow(this.root)
    for (const node of this.#initial.keys()) if (node.names === 0) nodes.push(node)
    for (const { changes } of this.#operations) for (const { after } of changes) if (after) nodes.push(after)
    return {
      root: this.root,
      initial: this.#initial,
      operations: [...this.#operations],
      committed: this.#committed,
      flushedNames: new Map(nodes.map((node) => [node, node.flushedNames])),
      files: new Map(nodes.map((node) => [node, stateOf(node)])),
      now: this.#clock,
      options: this.#options,
    }
  }

  async #flushNode(node: Inode): Promise<void> {
    const { data, writes, lastOperation, isPoisoned } = node
    const names = this.#operations.length
    await (this.#options.whileFlushing ?? nextTurn)()
    if (isPoisoned || node.isPoisoned) return
    if (writes > node.flushedWrites) {
      node.flushedData = data
      node.flushedWrites = writes
    }
    node.flushedNames = Math.max(node.flushedNames, names)
    this.#committed = Math.max(this.#committed, lastOperation)
    this.#changes += 1
  }

  #find(path: string, call: SystemCall): Place {
    return findPlace(this.root, path, call)
  }

  #refusalToRename({ node, directory }: Place, target: Place): Errno | undefined {
    if (node === undefined) return 'ENOENT'
    if (node.kind === 'directory' && node.holds(target.directory)) return 'EINVAL'
    if (target.node === undefined || target.node === node) return undefined
    if (target.node.holds(directory)) return 'ENOTEMPTY'
    if (node.kind === 'directory') {
      if (target.node.kind !== 'directory') return 'ENOTDIR'
      return target.node.entries.size > 0 ? 'ENOTEMPTY' : undefined
    }
    return target.node.kind === 'directory' ? 'EISDIR' : undefined
  }

  #add(path: string, make: () => Inode, call: SystemCall): Inode {
    const place = this.#find(path, call)
    if (place.node) throw systemError('EEXIST', call)
    const after = make()
    this.#operate([{ ...place, before: undefined, after }], [after])
    return after
  }

  #operate(changes: readonly NameChange[], touched: readonly (Inode | undefined)[], stamp = this.#stamp()): void {
    this.#operations.push({ changes, stamp })
    this.#changes += 1
    for (const { directory, name, before, after } of changes) {
      if (after) directory.entries.set(name, after)
      else directory.entries.delete(name)
      if (after) after.names += 1
      if (before) before.names -= 1
      Object.assign(directory, { mtimeMs: stamp, ctimeMs: stamp, lastOperation: this.#operations.length })
    }
    for (const node of touched)
      if (node) Object.assign(node, { ctimeMs: stamp, lastOperation: this.#operations.length })
    for (const { before } of changes) if (before) this.#forget(before)
  }

  #makeNode(kind: Inode['kind']): Inode {
    let ino = 2
    while (this.#numbers.has(ino)) ino += 1
    this.#numbers.add(ino)
    return new Inode(kind, { ino, now: this.#stamp() })
  }

  /** Lets the number of a file be used again, once it has neither names nor readers. */
  #forget(node: Inode): void {
    if (node.names === 0 && node.opened === 0) this.#numbers.delete(node.ino)
  }

  #opened(node: Inode, access: OpenFile['access']): number {
    this.#descriptors += 1
    this.#open.set(this.#descriptors, { node, access, position: 0 })
    node.opened += 1
    return this.#descriptors
  }

  #openFile(descriptor: number, syscall: string, access?: readonly OpenFile['access'][]): OpenFile {
    const file = this.#open.get(descriptor)
    if (file && (access === undefined || access.includes(file.access))) return file
    throw systemError('EBADF', { syscall })
  }

  #stamp(): number {
    const { stampMs = 4 } = this.#options
    this.#clock += 0.25
    return Math.floor(this.#clock / stampMs) * stampMs
  }
}

function nodesBelow(node: Inode): Inode[] {
  return [node, ...[...node.entries.values()].flatMap(nodesBelow)]
}

function remove({ directory, name, node }: Place): NameChange {
  return { directory, name, before: node, after: undefined }
}

function stateOf({ data, flushedData, mtimeMs, ctimeMs }: Inode): FileState {
  return { data, flushedData, mtimeMs, ctimeMs }
}

async function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
