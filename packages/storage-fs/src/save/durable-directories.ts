import { dirname } from 'node:path'
import type { FilePort, FileStat } from '../files/file-port.ts'
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

  /**
   * Flushes directories below the storage directory, together with those above them that may be new.
   * @param paths and, where they are known already, what they look like.
   */
  async flush(paths: Iterable<string> | ReadonlyMap<string, FileStat | undefined>): Promise<void> {
    const wanted = new Set<string>()
    const proven: [path: string, ino: number][] = []
    if (paths instanceof Map) for (const [path, stat] of paths) this.#collect(path, stat, wanted, proven)
    else for (const path of paths as Iterable<string>) this.#collect(path, undefined, wanted, proven)
    if (wanted.size === 1) for (const path of wanted) await this.#flushOne(path)
    else await this.#flushAll(wanted)
    for (const [path, ino] of proven) this.#known.set(path, ino)
  }

  async #flushAll(paths: ReadonlySet<string>): Promise<void> {
    const results = await Promise.allSettled(Array.from(paths, async (path) => this.#flushOne(path)))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  async #flushOne(path: string): Promise<void> {
    try {
      await this.#files.flushDirectory(path)
    } catch (error) {
      // Cleared away: what was in it went with it.
      if (!isErrno(error, 'ENOENT')) throw error
    }
  }

  #collect(path: string, known: FileStat | undefined, wanted: Set<string>, proven: [string, number][]): void {
    wanted.add(path)
    let stat = known
    for (let child = path; child !== this.#root; child = dirname(child)) {
      const ino = (stat ?? this.#files.stat(child))?.ino
      stat = undefined
      // Cleared away again: what was in it went with it, and the directory above knows.
      if (ino === undefined) wanted.delete(child)
      else if (this.#known.get(child) === ino) return
      else proven.push([child, ino])
      wanted.add(dirname(child))
    }
  }
}
