import type { CrashDiskOptions } from './crash-disk.ts'
import type { Inode } from './inode.ts'

/** A name that came, went, or changed hands. */
export interface NameChange {
  readonly directory: Inode
  readonly name: string
  readonly before: Inode | undefined
  readonly after: Inode | undefined
}

/** One call that changed names; a rename changes two. */
export interface Operation {
  readonly changes: readonly NameChange[]
  /** When it was done, as the time stamps of files have it. */
  readonly stamp: number
}

/** The names in each directory. */
export type Tree = ReadonlyMap<Inode, ReadonlyMap<string, Inode>>

/** What a file held at some moment, in memory and on disk. */
export interface FileState {
  readonly data: Uint8Array
  readonly flushedData: Uint8Array
  readonly mtimeMs: number
  readonly ctimeMs: number
}

/** All that is needed to tell what a disk may hold after its power was cut at one moment. */
export interface PowerCut {
  readonly root: Inode
  /** The names when the disk was started. */
  readonly initial: Tree
  /** What was done to names since, oldest first. */
  readonly operations: readonly Operation[]
  /** How many of the operations a journal has committed. */
  readonly committed: number
  /** Of each directory, how many of the operations had been done when its last flush began. */
  readonly flushedNames: ReadonlyMap<Inode, number>
  readonly files: ReadonlyMap<Inode, FileState>
  readonly now: number
  readonly options: CrashDiskOptions
}
