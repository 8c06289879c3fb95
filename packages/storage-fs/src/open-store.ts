/**
 * A store that is open: what every ability works with. Opening happens at the first use, once:
 *
 * 1. Look at the directory: that it is one, and that nobody else may write to it. None yet: nothing to open for readers.
 * 2. Read `.metadata.json`, or take over a store that was written without one.
 * 3. Finish or take back what writers that are gone have left.
 */
import { randomUUID } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import { promptKey } from '@autoopt/storage-core'
import { adoptStore } from './adopt/adopt-store.ts'
import { detectLayout } from './adopt/detect-layout.ts'
import { ArchivedVersions } from './archive/archived-versions.ts'
import { DirectoryError, FormatError, ReadOnlyError, StoreClosedError } from './errors.ts'
import { listDirectory } from './files/directories.ts'
import type { FilePort } from './files/file-port.ts'
import { isJournaled, isLocal, racyWindowMs } from './files/file-system-type.ts'
import { isErrno } from './files/is-errno.ts'
import { nodeFilePort } from './files/node-file-port.ts'
import type { FileContent } from './files/read-file.ts'
import { toFileError } from './files/to-file-error.ts'
import { spaceOf, statFile } from './files/stat-file.ts'
import { IndexKeeper } from './index-file/index-keeper.ts'
import { LabelReader } from './labels/label-reader.ts'
import { type Host, thisHost } from './layout/host.ts'
import { currentFormat, formatMetadata, readMetadata, type StoreMetadata } from './layout/metadata-file.ts'
import { StoreLayout } from './layout/store-layout.ts'
import { StoreMetrics } from './observe/store-metrics.ts'
import { type FileSystemStorageOptions, resolveOptions, type StoreOptions } from './options.ts'
import { PromptReader } from './read/prompt-reader.ts'
import { RecordCache } from './read/record-cache.ts'
import { UnacknowledgedFiles } from './read/unacknowledged-files.ts'
import { flushFile } from './files/flush-file.ts'
import { recover, type RecoveryReport } from './recovery/recover.ts'
import { DiskRoom } from './root/disk-room.ts'
import { makeRoot } from './root/make-root.ts'
import { statRoot } from './root/stat-root.ts'
import { CommitQueue, type Durability } from './save/commit-queue.ts'
import { DurableDirectories } from './save/durable-directories.ts'
import { HardLinks } from './save/hard-links.ts'
import { TemporaryFiles } from './save/temporary-files.ts'
import { Tombstones } from './trash/tombstones.ts'
import { recentlyUsed } from './read/recently-used.ts'

/** What only a store that is written to needs. */
export interface StoreWriter {
  readonly temporaries: TemporaryFiles
  readonly queue: CommitQueue
  readonly durability: Durability
  readonly links: HardLinks
}

export class OpenStore {
  readonly files: FilePort
  readonly layout: StoreLayout
  readonly options: StoreOptions
  readonly host: Host
  readonly directories: DurableDirectories
  readonly unacknowledged: UnacknowledgedFiles
  readonly archive: ArchivedVersions
  readonly tombstones: Tombstones
  readonly cache: RecordCache
  readonly metrics = new StoreMetrics()
  readonly room: DiskRoom
  readonly reader: PromptReader
  readonly labels: LabelReader
  readonly index: IndexKeeper
  /** What the recovery at opening did. */
  recovery: RecoveryReport | undefined
  readonly #background = new Set<Promise<void>>()
  readonly #reserved = recentlyUsed<Set<string>>(1000)
  #isOpen = false
  /** Whether there is a `.metadata.json`. */
  #isDescribed = false
  /** Which `.metadata.json` was read, and when it was written: a number of a file that is gone is given again. */
  #metadataSeen: string | undefined
  readonly #closing = new AbortController()
  #isClosed = false
  #opening: Promise<boolean> | undefined
  #making: Promise<StoreWriter> | undefined
  #writer: StoreWriter | undefined
  #fileSystemType = 0
  #wishedShardDepth = 0
  #mayConvert = false

  /** @throws {@link DirectoryError} when the path is empty. Touches nothing on disk. */
  constructor(options: FileSystemStorageOptions) {
    const { storageDir, files = nodeFilePort, host = thisHost } = options
    if (storageDir === '') throw new DirectoryError({ what: 'Cannot open a store', path: '', why: 'the path is empty' })
    this.files = files
    this.host = host
    this.options = resolveOptions(options)
    const { now, useCache, cacheSize, cacheBytes, maxStaleMs, exclusive } = this.options
    this.layout = new StoreLayout(resolve(storageDir))
    const parts = { files, layout: this.layout, now, racyWindowMs: () => this.racyWindowMs }
    this.room = new DiskRoom({ ...this.options, files, root: this.layout.root })
    this.directories = new DurableDirectories(files, this.layout.root)
    this.unacknowledged = new UnacknowledgedFiles({ ...parts, hasLinks: () => this.#writer?.links.known })
    this.tombstones = new Tombstones(parts)
    this.archive = new ArchivedVersions({ ...parts, tombstones: this.tombstones })
    this.cache = new RecordCache(useCache ? { maxRecords: cacheSize, maxBytes: cacheBytes } : undefined)
    this.reader = new PromptReader({
      ...parts,
      cache: this.cache,
      archive: this.archive,
      unacknowledged: this.unacknowledged,
      metrics: this.metrics,
      hasMoved: () => this.hasMoved(),
      maxStaleMs,
      isExclusive: exclusive,
      makeDurable: async (path) => this.#makeDurable(path),
      indexed: (name, stat) => this.index.snapshot?.find(name, stat)?.versions,
    })
    this.labels = new LabelReader({
      ...parts,
      unacknowledged: this.unacknowledged,
      makeDurable: async (path) => this.#makeDurable(path),
    })
    this.index = new IndexKeeper(this)
  }

  /** As asked for, else what suits the file system. */
  get durability(): Durability {
    return this.options.durability ?? (isJournaled(this.#fileSystemType) ? 'fast' : 'strict')
  }

  /** How far the times of this file system may lag behind a change. */
  get racyWindowMs(): number {
    return racyWindowMs(this.#fileSystemType)
  }

  /** Whether the file system is known to be of this machine alone. */
  get isLocal(): boolean {
    return isLocal(this.#fileSystemType)
  }

  /** Aborts when the store is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** Whether the store is open, so that readers need not wait for it. */
  get isOpen(): boolean {
    return this.#isOpen && !this.#isClosed
  }

  /** The writer, if it was needed already. */
  get writer(): StoreWriter | undefined {
    return this.#writer
  }

  /**
   * Opens the store for reading.
   * @returns whether there is a store.
   * @throws {@link FormatError} when it has another format, or other shards than asked for.
   * @throws {@link UnsafeDirectoryError} when others may write to it.
   */
  async open(): Promise<boolean> {
    if (this.#isClosed) throw new StoreClosedError(this.layout.root)
    if (this.#isOpen) return true
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  /**
   * Opens the store for writing, and makes it where there is none.
   * @throws {@link ReadOnlyError} when it was opened with `readOnly`.
   * @throws {@link StoreFailedError} after a flush failed.
   */
  async openForWriting(): Promise<StoreWriter> {
    if (this.options.readOnly) throw new ReadOnlyError(this.layout.root)
    if (this.#writer === undefined || !this.isOpen) {
      this.#making ??= this.#make().finally(() => {
        this.#making = undefined
      })
      await this.#making
    }
    const writer = this.#writer as StoreWriter
    if (writer.queue.failure) throw writer.queue.failure
    return writer
  }

  /** The numbers under which this process is saving next versions of a prompt right now. */
  reservedNumbers(promptId: string): Set<string> {
    const key = promptKey(promptId)
    const known = this.#reserved.get(key)
    if (known) return known
    const reserved = new Set<string>()
    this.#reserved.set(key, reserved)
    return reserved
  }

  /** Does something while the caller goes on; {@link OpenStore.settled} waits for it. */
  inBackground(work: Promise<void>): void {
    const tracked = work.finally(() => this.#background.delete(tracked))
    this.#background.add(tracked)
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#writer?.queue.settled()
    while (this.#background.size > 0) await Promise.all(this.#background)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.settled()
    if (this.isOpen) await this.index.close()
    this.#isClosed = true
    this.#writer?.temporaries.close()
    this.#writer = undefined
    this.reader.clear()
  }

  /** Tells whether the storage directory was removed under the open store, and if so opens it anew at the next use. */
  hasVanished(): boolean {
    if (statFile(this.files, this.layout.root) !== undefined) return false
    this.#isOpen = false
    this.#isDescribed = false
    this.reader.clear()
    return true
  }

  /**
   * Tells whether another process has moved the prompts to other shards, and goes on with those if so. Asked when
   * something is not where it should be.
   * @throws {@link FormatError} while they are being moved, or when these shards were not asked for.
   */
  hasMoved(): boolean {
    const { layout } = this
    const seen = this.#seeMetadata()
    if (seen === undefined || seen === this.#metadataSeen) return false
    this.#metadataSeen = seen
    const metadata = this.#readMetadata()
    const before = layout.shardDepth
    if (metadata) this.#takeLayout(metadata)
    if (layout.shardDepth === before) return false
    this.reader.clear()
    return true
  }

  /** Reads `.metadata.json` again, after the store was moved to other shards. */
  reload(): void {
    this.#metadataSeen = this.#seeMetadata()
    this.layout.shardDepth = this.#readMetadata()?.shard_depth ?? 0
    this.reader.clear()
  }

  async #open(): Promise<boolean> {
    const { files, layout, options, host, directories } = this
    if (statRoot(files, layout.root, options) === undefined) return false
    this.#fileSystemType = spaceOf(files, layout.root).type
    // A newer format is refused before anything is touched.
    this.#readMetadata()
    if (options.readOnly) this.#refuseUnrecovered()
    else
      this.recovery = await recover({
        files,
        layout,
        host,
        directories,
        archive: this.archive,
        reuseDeleted: options.reuseDeleted,
      })
    this.#metadataSeen = this.#seeMetadata()
    const metadata = this.#readMetadata()
    if (metadata) this.#takeLayout(metadata)
    this.#isDescribed = metadata !== undefined
    // An empty directory becomes a store, perhaps with shards, when somebody writes to it.
    this.#isOpen = metadata !== undefined || (await this.#takeOver())
    return true
  }

  #seeMetadata(): string | undefined {
    const stat = statFile(this.files, this.layout.metadata)
    return stat && [stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs].join(' ')
  }

  /** Undefined also for one that is about to be written. */
  #readMetadata(): StoreMetadata | undefined {
    const { files, layout, unacknowledged } = this
    const path = layout.metadata
    const isPending = (content: FileContent): boolean =>
      unacknowledged.of(path, content.stat) !== undefined || unacknowledged.hasGrown(path, content)
    return readMetadata(files, path, isPending)
  }

  async #make(): Promise<StoreWriter> {
    const { files, layout } = this
    if (!(await this.open())) {
      await makeRoot(files, layout.root, { isDurable: this.options.durability !== 'none' })
      this.#fileSystemType = spaceOf(files, layout.root).type
    }
    this.#writer ??= this.#newWriter()
    if (!this.#isDescribed) await this.#describe(this.#writer)
    return this.#writer
  }

  #newWriter(): StoreWriter {
    const { files, layout, host, directories } = this
    const temporaries = new TemporaryFiles(files, layout, host)
    const { durability } = this
    const hasMoved = (): boolean => this.hasMoved()
    const links = new HardLinks(files, layout.root, temporaries.directory)
    const queue = new CommitQueue({ files, root: layout.root, durability, temporaries, links, directories, hasMoved })
    return { temporaries, queue, durability, links }
  }

  /** Writes `.metadata.json`; when another process is first, its word counts. */
  async #describe({ queue }: StoreWriter): Promise<void> {
    const { layout, options } = this
    const metadata: StoreMetadata = {
      format: currentFormat,
      store_id: randomUUID(),
      created_at: new Date(options.now()).toISOString(),
      shard_depth: this.#isOpen ? layout.shardDepth : (this.#wantedShardDepth ?? this.#wishedShardDepth),
    }
    await queue.create({ path: layout.metadata, bytes: formatMetadata(metadata) })
    this.#isDescribed = true
    await this.open()
  }

  /** Opens a store that does not describe itself. @returns whether there is one. */
  async #takeOver(): Promise<boolean> {
    const { files, layout, options } = this
    const detected = detectLayout(files, layout)
    if (detected === undefined) {
      layout.shardDepth = this.#wantedShardDepth ?? this.#wishedShardDepth
      return false
    }
    this.#takeShards(detected.shardDepth)
    if (detected.foreign.length === 0) return true
    if (options.readOnly) throw new ReadOnlyError(layout.root, 'it is of another format and has to be taken over first')
    await adoptStore(this, detected.foreign)
    return true
  }

  #takeLayout({ shard_depth, converting_to }: StoreMetadata): void {
    const { root } = this.layout
    if (converting_to !== undefined && !this.#mayConvert) {
      const advice = `Finish it: autoopt storage convert --storage ${JSON.stringify(root)} --shard-depth ${converting_to} --apply`
      throw new FormatError(root, `it is being moved to a shard depth of ${converting_to}`, { advice })
    }
    if (this.#mayConvert) this.layout.shardDepth = shard_depth
    else this.#takeShards(shard_depth)
  }

  /** Opens the store whatever shards it has, also when it is half converted. */
  allowConversion(): void {
    this.#mayConvert = true
  }

  /** Says how many shards a store that is yet to be made is to have, unless its options say so. */
  wishShardDepth(depth: number): void {
    this.#wishedShardDepth = depth
  }

  /** Undefined when the store decides. */
  get #wantedShardDepth(): number | undefined {
    const { enableSharding, shardDepth = 2 } = this.options
    if (enableSharding === undefined) return undefined
    return enableSharding ? shardDepth : 0
  }

  #takeShards(actual: number): void {
    const { root } = this.layout
    const wanted = this.#wantedShardDepth ?? actual
    if (wanted !== actual) {
      const advice = `Open it so, or convert it: autoopt storage convert --storage ${JSON.stringify(root)} --shard-depth ${wanted} --apply`
      throw new FormatError(root, `it has a shard depth of ${actual}, not of ${wanted}`, { advice })
    }
    this.layout.shardDepth = actual
  }

  #refuseUnrecovered(): void {
    const { files, layout } = this
    const isCommitted = (writer: string): boolean =>
      listDirectory(files, join(layout.temporary, writer)).some((name) => name.endsWith('.commit'))
    if (!listDirectory(files, layout.temporary).some(isCommitted)) return
    throw new ReadOnlyError(layout.root, 'a batch that was committed has to be finished first')
  }

  async #makeDurable(path: string): Promise<void> {
    if (this.options.readOnly || this.durability === 'none') return
    try {
      await flushFile(this.files, path)
      await this.directories.flush([dirname(path)])
    } catch (error) {
      // Deleted meanwhile, or its save was taken back.
      if (!isErrno(error, 'ENOENT'))
        throw toFileError(error, { what: 'Cannot make a version durable', path, failure: DirectoryError })
    }
  }
}
