import { StorageError } from '@autoopt/storage-core'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { listVersionFiles } from '../archive/list-version-files.ts'
import type { FileStat } from '../files/file-port.ts'
import { statFile } from '../files/stat-file.ts'
import { readMetadata } from '../layout/metadata-file.ts'
import { isPlain } from '../layout/prompt-directory-name.ts'
import { type PromptDirectory, promptDirectories } from '../layout/prompt-directories.ts'
import { versionOfFileName } from '../layout/version-file-name.ts'
import { isUnreadable } from '../maintain/is-unreadable.ts'
import type { OpenStore } from '../open-store.ts'
import { replaceFile } from '../save/replace-file.ts'
import { identify } from '../read/directory-identity.ts'
import { promptIdIn } from '../read/prompt-id-in.ts'
import { formatIndex, type IndexedPrompt, type IndexLine, IndexSnapshot } from './index-snapshot.ts'

/** How a prompt was found on disk. */
export interface FoundPrompt extends IndexedPrompt {
  readonly directory: PromptDirectory
}

/** How many directories are looked at before others get their turn. */
const maxStep = 256
const idleMs = 5_000
/** Below this many prompts the snapshot is brought up to date whenever the store is closed. */
const smallStore = 1_000

/** Keeps `.index.json`, and walks over all prompts with its help. */
export class IndexKeeper {
  readonly #store: OpenStore
  #snapshot: IndexSnapshot | undefined
  #isRead = false
  /** Prompts that the snapshot does not know as they are, as far as this process knows. */
  #stale = 0
  #timer: NodeJS.Timeout | undefined

  constructor(store: OpenStore) {
    this.#store = store
  }

  /** The snapshot in memory, if one was needed. */
  get snapshot(): IndexSnapshot | undefined {
    return this.#snapshot
  }

  /**
   * Walks over the prompts that have versions, in the order of the names of their directories.
   * @param skip told what cannot be read, and why. Default: that ends the walk.
   */
  async *walk(skip?: (directory: PromptDirectory, error: StorageError) => void): AsyncGenerator<FoundPrompt> {
    this.#store.hasMoved()
    const snapshot = this.#read()
    let stale = 0
    for (const [index, directory] of this.#directories().entries()) {
      if (index % maxStep === maxStep - 1) await untilNextTurn()
      const stat = statFile(this.#store.files, directory.path)
      if (!stat?.isDirectory()) continue
      const known = snapshot?.find(directory.name, stat)
      if (known === undefined) stale += 1
      let found: IndexedPrompt | undefined = known
      try {
        found ??= await this.#find(directory)
      } catch (error) {
        if (skip === undefined || !isUnreadable(error)) throw error
        skip(directory, error)
      }
      if (found === undefined || found.versions === '') continue
      yield { promptId: found.promptId, versions: found.versions, directory }
    }
    this.#stale = Math.max(this.#stale, stale)
    this.#writeWhenIdle()
  }

  async #find(directory: PromptDirectory): Promise<IndexedPrompt | undefined> {
    const found = this.#look(directory)
    if (found?.isSettled !== false) return found
    return { ...found, versions: (await this.#store.reader.versions(found.promptId)).join(' ') }
  }

  /** Says that a prompt has changed. */
  changed(): void {
    this.#stale += 1
    this.#writeWhenIdle()
  }

  /** Writes the snapshot anew from what is on disk. @returns how many prompts it names. */
  async rebuild({ keep = false }: { readonly keep?: boolean } = {}): Promise<number> {
    const { layout, options } = this.#store
    const lines: IndexLine[] = []
    for (const [index, directory] of this.#directories().entries()) {
      if (index % maxStep === maxStep - 1) await untilNextTurn()
      const line = this.#line(directory, keep)
      if (line) lines.push(line)
    }
    const storeId = this.#storeId()
    const bytes = formatIndex(storeId, new Date(options.now()).toISOString(), lines)
    replaceFile(this.#store, layout.index, bytes)
    this.#snapshot = IndexSnapshot.parse(bytes, storeId)
    this.#isRead = true
    this.#stale = 0
    return lines.length
  }

  /** Writes what is worth writing before the store is closed. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    if (!this.#isWorthWriting) return
    const snapshot = this.#read()
    if (snapshot === undefined || snapshot.count < smallStore || this.#isMuchStale) await this.#refresh()
  }

  /** A snapshot that cannot be written is one that is not there, which is no reason to fail. */
  async #refresh(): Promise<void> {
    try {
      await this.rebuild({ keep: true })
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      this.#store.options.onWarning(`The index was not written: ${error.message}`)
    }
  }

  get #isWorthWriting(): boolean {
    const { options, writer } = this.#store
    return options.useIndex && !options.readOnly && writer !== undefined && !writer.queue.failure && this.#stale > 0
  }

  get #isMuchStale(): boolean {
    return this.#stale > 0.02 * (this.#snapshot?.count ?? 0)
  }

  #writeWhenIdle(): void {
    if (!this.#isWorthWriting || (this.#isRead && !this.#isMuchStale)) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      // Not before: that would make somebody's first save wait for it.
      this.#read()
      if (this.#isMuchStale) this.#store.inBackground(this.#refresh())
    }, idleMs).unref()
  }

  #read(): IndexSnapshot | undefined {
    if (!this.#isRead && this.#store.options.useIndex) this.#snapshot = this.#readFile()
    this.#isRead = true
    return this.#snapshot
  }

  /** Tells whether there is no `.index.json`, or one that is whole and of this store. */
  isSound(): boolean {
    const { files, layout } = this.#store
    return statFile(files, layout.index) === undefined || this.#readFile() !== undefined
  }

  /** Undefined also when something else than a file is there, or it cannot be read: nothing depends on it. */
  #readFile(): IndexSnapshot | undefined {
    const { files, layout, options } = this.#store
    try {
      return IndexSnapshot.read(files, layout.index, this.#storeId())
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      options.onWarning(`The index is not used: ${error.message}`)
      return undefined
    }
  }

  #storeId(): string {
    return readMetadata(this.#store.files, this.#store.layout.metadata)?.store_id ?? ''
  }

  #directories(): PromptDirectory[] {
    return [...promptDirectories(this.#store)].toSorted((left, right) => (left.name < right.name ? -1 : 1))
  }

  /** @returns undefined for a directory that may change without looking changed. */
  #line(directory: PromptDirectory, keep: boolean): IndexLine | undefined {
    const { files, options, racyWindowMs } = this.#store
    const stat: FileStat | undefined = statFile(files, directory.path)
    if (!stat?.isDirectory() || identify(stat, { now: options.now(), racyWindowMs }).isRacy) return undefined
    const known = keep ? this.#snapshot?.find(directory.name, stat) : undefined
    const found: LookedPrompt | undefined = known ?? this.#look(directory)
    return found && found.isSettled !== false ? { name: directory.name, stat, ...found } : undefined
  }

  /** Reads a directory; its versions are not put in order, since hardly anybody asks for them. */
  #look(directory: PromptDirectory): LookedPrompt | undefined {
    const { unacknowledged } = this.#store
    const { name, path } = directory
    const versions: string[] = []
    for (const file of listVersionFiles(this.#store, path).names) {
      const version = versionOfFileName(file)
      if (version !== undefined) versions.push(version)
    }
    const promptId = isPlain(name) ? name : promptIdIn(this.#store, directory, versions)
    if (promptId === undefined) return undefined
    return { promptId, versions: versions.join(' '), isSettled: unacknowledged.below(path).length === 0 }
  }
}

/** A prompt as its directory says. */
interface LookedPrompt extends IndexedPrompt {
  /** Whether all of its versions are acknowledged; left out where that is certain. */
  readonly isSettled?: boolean
}
