/** What a store reads of a file or directory; `Stats` of `node:fs` is one. Times are milliseconds since 1970. */
export interface FileStat {
  readonly ino: number
  /** How many names the file has. */
  readonly nlink: number
  /** Bytes. */
  readonly size: number
  readonly mode: number
  readonly uid: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  isFile(): boolean
  isDirectory(): boolean
}

/** Room on a file system, in bytes, and its type as `statfs` gives it. */
export interface FileSpace {
  readonly type: number
  readonly bytesFree: number
  readonly bytesTotal: number
}

/**
 * Every access of a store to files goes through this, so that tests can put a disk under it that fails or loses power.
 * Paths are absolute. A call that fails throws the operating system's error, with its `code`. What only touches the page
 * cache is synchronous, because that is faster than a trip to another thread; what waits for the disk is not.
 */
export interface FilePort {
  /** Mode 0700. */
  makeDirectory(path: string): void
  removeDirectory(path: string): void
  /** Names in no particular order. */
  list(path: string): string[]
  /** Does not follow a symbolic link. @returns undefined when there is nothing. */
  stat(path: string): FileStat | undefined
  link(from: string, to: string): void
  rename(from: string, to: string): void
  unlink(path: string): void
  /** Opens a new file for writing, mode 0600; fails with EEXIST when there is something of that name. */
  create(path: string): number
  /** Opens a file for reading; fails with ELOOP when it is a symbolic link, and never waits for a pipe. */
  open(path: string): number
  /** Opens a file for appending, made with mode 0600 where it is missing. */
  append(path: string): number
  close(descriptor: number): void
  statOpen(descriptor: number): FileStat
  /** Reads where the last read ended. @returns how many bytes came, 0 at the end. */
  read(descriptor: number, buffer: Uint8Array, offset: number, length: number): number
  /** Writes where the last write ended. @returns how many bytes went, perhaps fewer than asked. */
  write(descriptor: number, bytes: Uint8Array, offset: number): number
  /** Waits until the content of an open file is on disk. */
  flush(descriptor: number): Promise<void>
  /** Waits until the names in a directory are on disk. A platform that cannot do that to a directory does nothing. */
  flushDirectory(path: string): Promise<void>
  space(path: string): FileSpace
}
