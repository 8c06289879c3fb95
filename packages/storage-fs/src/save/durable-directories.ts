import { dirname } from 'node:path'
import type { FilePort } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'

/**
 * Makes names durable, and knows of which directories the own name is durable already: a new directory, whoever made
 * it, needs the one above it flushed too.
 */
export class DurableDirectories {
  readonly #files: FilePort
  readonly #root: string
  readonly #known = new Map<string, number>()

  constructor(files: FilePort, root: string) {
    this.#files = files
    this.#root = root
  }

  /** Flushes directories below the storage directory, together with those above them that may be new. */
  async flush(paths: Iterable<string>): Promise<void> {
    const wanted = new Set<string>()
    const proven: [path: string, ino: number][] = []
    for (const path of paths) this.#collect(path, wanted, proven)
    const results = await Promise.allSettled(Array.from(wanted, async (path) => this.#files.flushDirectory(path)))
    for (const result of results) {
      if (result.status === 'rejected' && !isErrno(result.reason, 'ENOENT')) throw result.reason
    }
    for (const [path, ino] of proven) this.#known.set(path, ino)
  }

  #collect(path: string, wanted: Set<string>, proven: [string, number][]): void {
    wanted.add(path)
    for (let child = path; child !== this.#root; child = dirname(child)) {
      const ino = this.#files.stat(child)?.ino
      // Cleared away again: what was in it went with it, and the directory above knows.
      if (ino === undefined) wanted.delete(child)
      else if (this.#known.get(child) === ino) return
      else proven.push([child, ino])
      wanted.add(dirname(child))
    }
  }
}
