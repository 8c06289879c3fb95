import { dirname } from 'node:path'
import type { FilePort } from '../files/file-port.ts'
import { flushFile } from '../files/flush-file.ts'
import { isErrno } from '../files/is-errno.ts'

export interface BulkFlushOptions {
  readonly files: FilePort
  /** Directories are flushed up to this one. */
  readonly top: string
  /** Whether anything is to be flushed at all. */
  readonly isDurable: boolean
}

/**
 * So many that the first flush makes the file system write out most of the others too, which then cost next to nothing;
 * one flush for each file as it is written costs a hundred times as much.
 */
const maxPending = 4_000
const maxFlushes = 64

/** Makes many new files durable, together. */
export class BulkFlush {
  readonly #options: BulkFlushOptions
  #pending: string[] = []
  #directories = new Set<string>()

  constructor(options: BulkFlushOptions) {
    this.#options = options
  }

  /** Takes a file that was written; flushes when there are many. */
  async add(path: string): Promise<void> {
    if (!this.#options.isDurable) return
    this.#pending.push(path)
    this.addDirectory(dirname(path))
    if (this.#pending.length >= maxPending) await this.flush()
  }

  /** Takes a directory whose names have changed. */
  addDirectory(path: string): void {
    if (!this.#options.isDurable) return
    for (let directory = path; !this.#directories.has(directory); directory = dirname(directory)) {
      this.#directories.add(directory)
      if (directory === this.#options.top) return
    }
  }

  /** Flushes what was added, contents first. */
  async flush(): Promise<void> {
    const { files } = this.#options
    const [paths, directories] = [this.#pending, this.#directories]
    this.#pending = []
    this.#directories = new Set()
    await forEach(paths, async (path) => flushIfThere(files, path))
    await forEach(directories, async (path) => files.flushDirectory(path))
  }
}

async function forEach(paths: Iterable<string>, run: (path: string) => Promise<void>): Promise<void> {
  const waiting = paths[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) await run(next.value)
  }
  await Promise.all(Array.from({ length: maxFlushes }, worker))
}

/** A file may be gone: deleted in the source, its copy was dropped again. */
async function flushIfThere(files: FilePort, path: string): Promise<void> {
  try {
    await flushFile(files, path)
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
  }
}
