import { constants } from 'node:fs'
import type { FileStat } from '../../src/files/file-port.ts'

const owner = process.getuid?.() ?? 0
const modes = {
  file: constants.S_IFREG | 0o600,
  directory: constants.S_IFDIR | 0o700,
  symlink: constants.S_IFLNK | 0o777,
}

/** A file, directory or symbolic link of a {@link CrashDisk}, whatever its names. */
export class Inode {
  readonly kind: keyof typeof modes
  ino: number
  mtimeMs: number
  ctimeMs: number
  /** The stamps that it had before anything was done to it. */
  readonly bornMs: number
  /** How many names it has. */
  names = 0
  /** How many descriptors are open on it. */
  opened = 0
  /** What a file holds, or where a symbolic link points. Never changed in place. */
  data: Uint8Array = new Uint8Array()
  /** What of it is on disk. */
  flushedData: Uint8Array = this.data
  /** How many writes there were, and how many of them are on disk. */
  writes = 0
  flushedWrites = 0
  /** What a directory holds. */
  readonly entries = new Map<string, Inode>()
  /** How many operations on names the disk had seen after the last one that touched this. */
  lastOperation = 0
  /** How many operations on names the disk had seen when the last flush of this directory began. */
  flushedNames = 0
  /** Set when a flush failed: the system has dropped what was to be flushed and forgotten that it did. */
  isPoisoned = false

  constructor(kind: Inode['kind'], { ino, now }: { readonly ino: number; readonly now: number }) {
    this.kind = kind
    this.ino = ino
    this.bornMs = now
    this.mtimeMs = now
    this.ctimeMs = now
  }

  stat(): FileStat {
    const { kind, ino, mtimeMs, ctimeMs, names, data, entries } = this
    const directories = [...entries.values()].filter((child) => child.kind === 'directory')
    return {
      ino,
      nlink: kind === 'directory' && names > 0 ? 2 + directories.length : names,
      size: kind === 'directory' ? 4096 : data.length,
      mode: modes[kind],
      uid: owner,
      mtimeMs,
      ctimeMs,
      isFile: () => kind === 'file',
      isDirectory: () => kind === 'directory',
    }
  }

  /** Whether the other is this directory or somewhere below it. */
  holds(other: Inode): boolean {
    return other === this || [...this.entries.values()].some((child) => child.holds(other))
  }
}
