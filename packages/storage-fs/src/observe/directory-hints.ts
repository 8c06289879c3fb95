import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import type { FilePort } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'
import { statFile } from '../files/stat-file.ts'

export interface DirectoryHintsOptions {
  readonly files: FilePort
  /** Whether the operating system tells of every change. On a network file system it says nothing of other machines. */
  readonly canWatch: boolean
  /** Watches are a resource that all programs of a user share. */
  readonly maxWatched: number
}

interface Watched {
  readonly watcher: FSWatcher
  readonly ino: number
}

/** Says in which directories something may have changed. What it says is a hint: too much at times, and never the truth. */
export class DirectoryHints {
  readonly #options: DirectoryHintsOptions
  readonly #watched = new Map<string, Watched>()
  readonly #unwatched = new Set<string>()
  #changed = new Set<string>()
  #wake = (): void => {}

  constructor(options: DirectoryHintsOptions) {
    this.#options = options
  }

  /** Whether each directory that was to be watched is. */
  get isComplete(): boolean {
    return this.#unwatched.size === 0
  }

  /** Watches a directory from now on; one that is gone not any more. @returns whether there is one. */
  watch(path: string): boolean {
    const ino = statFile(this.#options.files, path)?.ino
    const known = this.#watched.get(path)
    if (known && known.ino === ino) return true
    this.#unwatch(path)
    if (ino === undefined) return false
    const watcher = this.#start(path)
    if (watcher) this.#watched.set(path, { watcher, ino })
    else this.#unwatched.add(path)
    return true
  }

  /** Says that something below a path has to be looked at again. */
  add(path: string): void {
    this.#changed.add(path)
    this.#wake()
  }

  /** Waits for a change, for some milliseconds at most. @returns the paths at which something may have changed. */
  async next(timeoutMs: number, signal: AbortSignal): Promise<ReadonlySet<string>> {
    if (this.#changed.size === 0 && !signal.aborted) await this.#sleep(timeoutMs, signal)
    const changed = this.#changed
    this.#changed = new Set()
    return changed
  }

  close(): void {
    for (const { watcher } of this.#watched.values()) watcher.close()
    this.#watched.clear()
  }

  #start(path: string): FSWatcher | undefined {
    const { canWatch, maxWatched } = this.#options
    if (!canWatch || this.#watched.size >= maxWatched) return undefined
    try {
      const watcher = watch(path, (_, name) => {
        this.add(name === null ? path : join(path, name))
      })
      return watcher.on('error', () => {
        this.#unwatch(path)
        this.#unwatched.add(path)
        this.add(path)
      })
    } catch (error) {
      // Gone again, or no more watches to be had.
      if (isErrno(error)) return undefined
      throw error
    }
  }

  #unwatch(path: string): void {
    this.#watched.get(path)?.watcher.close()
    this.#watched.delete(path)
    this.#unwatched.delete(path)
  }

  async #sleep(timeoutMs: number, signal: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      timer = setTimeout(resolve, timeoutMs)
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    clearTimeout(timer)
    this.#wake = (): void => {}
  }
}
