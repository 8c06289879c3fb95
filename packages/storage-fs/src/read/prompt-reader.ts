/**
 * Reads the versions of prompts, from memory where that is certain to be what is on disk.
 *
 * Invariant: what is remembered of a prompt was read after its directory looked as it looks now. One `stat` tells, since
 * every save and every deletion changes the directory; a directory that changed too shortly before is not believed.
 */
import { Buffer } from 'node:buffer'
import { basename } from 'node:path'
import { promptKey, type PromptVersion } from '@autoopt/storage-core'
import type { ArchivedVersions } from '../archive/archived-versions.ts'
import { listVersionFiles } from '../archive/list-version-files.ts'
import { CorruptVersionError } from '../errors.ts'
import { statDirectory } from '../files/directories.ts'
import type { FilePort, FileStat } from '../files/file-port.ts'
import { readFile } from '../files/read-file.ts'
import { statFile } from '../files/stat-file.ts'
import { type StoreLayout, versionPath } from '../layout/store-layout.ts'
import { isVersion, versionFileName } from '../layout/version-file-name.ts'
import { versionsOfFileNames } from '../layout/version-order.ts'
import type { StoreMetrics } from '../observe/store-metrics.ts'
import { isIntact } from '../record/sealed-json.ts'
import { parseVersionFile } from '../record/version-file.ts'
import { type DirectoryIdentity, identify, isUnchanged } from './directory-identity.ts'
import type { CachedRecord, CachedRecords, RecordCache } from './record-cache.ts'
import type { UnacknowledgedFile, UnacknowledgedFiles } from './unacknowledged-files.ts'

export interface PromptReaderOptions {
  readonly files: FilePort
  readonly layout: StoreLayout
  readonly cache: RecordCache
  readonly archive: ArchivedVersions
  readonly unacknowledged: UnacknowledgedFiles
  readonly metrics: StoreMetrics
  /** Tells whether the prompts lie elsewhere by now; asked when a directory is missing. */
  readonly hasMoved: () => boolean
  /** Milliseconds for which what was read is believed without a look. */
  readonly maxStaleMs: number
  /** Whether nobody else writes, so that nothing has to be looked at. */
  readonly isExclusive: boolean
  readonly now: () => number
  readonly racyWindowMs: () => number
  /** Makes a file that its writer has not acknowledged yet durable, so that nobody acts on what may vanish. */
  readonly makeDurable: (path: string) => Promise<void>
  /** The versions in a directory, separated by blanks, if an index that was read knows it as it looks now. */
  readonly indexed: (name: string, identity: DirectoryIdentity) => string | undefined
}

/** What is remembered of one prompt. */
interface PromptEntry {
  /** In NFC. */
  readonly promptId: string
  /** The ids under which the entry is found. */
  readonly spellings: Set<string>
  readonly directory: string
  identity: DirectoryIdentity | undefined
  lookedAt: number
  /** Counts how often the directory was found changed. */
  listing: number
  /** The listing for which nothing in the directory was found to be unacknowledged. */
  calm: number
  /** Ascending; undefined until asked for. */
  versions: readonly string[] | undefined
  readonly records: CachedRecords
}

export class PromptReader {
  readonly #options: PromptReaderOptions
  readonly #entries = new Map<string, PromptEntry>()

  constructor(options: PromptReaderOptions) {
    this.#options = options
  }

  /** A promise only where the disk has to be asked for more than how the prompt's directory looks. */
  get(promptId: string, version: string): PromptVersion | undefined | Promise<PromptVersion | undefined> {
    const entry = this.#find(promptId)
    if (entry === undefined) return undefined
    const remembered = this.#remembered(entry, version)
    return remembered === undefined && isVersion(version) ? this.#read(entry, version) : remembered
  }

  /** The numbers of a prompt's versions, ascending. */
  async versions(promptId: string): Promise<readonly string[]> {
    const entry = this.#find(promptId)
    return entry === undefined ? [] : this.#versions(entry)
  }

  async list(promptId: string): Promise<PromptVersion[]> {
    const entry = this.#find(promptId)
    const records: PromptVersion[] = []
    if (entry === undefined) return records
    for (const version of await this.#versions(entry)) {
      const record = this.#remembered(entry, version) ?? (await this.#read(entry, version))
      // Deleted since its directory was listed.
      if (record !== undefined) records.push(record)
    }
    return records
  }

  async latest(promptId: string): Promise<PromptVersion | undefined> {
    const entry = this.#find(promptId)
    if (entry === undefined) return undefined
    const versions = await this.#versions(entry)
    for (let index = versions.length - 1; index >= 0; index -= 1) {
      const version = versions[index] ?? ''
      const record = this.#remembered(entry, version) ?? (await this.#read(entry, version))
      if (record !== undefined) return record
    }
    return undefined
  }

  /** Says that this process has changed the directory of a prompt. */
  changed(promptId: string): void {
    const entry = this.#entries.get(promptKey(promptId))
    if (entry) entry.identity = undefined
  }

  /** Remembers a version that this process has just saved. */
  saved(record: PromptVersion, stat: FileStat): void {
    this.changed(record.prompt_id)
    const entry = this.#entry(record.prompt_id)
    for (const id of entry.spellings) this.#entries.set(id, entry)
    this.#options.cache.add(entry.records, { record, stat, seenIn: -1, isOwn: true })
  }

  /** Forgets everything. */
  clear(): void {
    this.#options.cache.clear()
    this.#entries.clear()
  }

  /** What is known of a prompt, as its directory looks now; undefined when it has none. */
  #find(promptId: string): PromptEntry | undefined {
    const entry = this.#entry(promptId)
    if (this.#look(entry)) return entry
    if (!this.#options.hasMoved()) return undefined
    const moved = this.#entry(promptId)
    return this.#look(moved) ? moved : undefined
  }

  #entry(promptId: string): PromptEntry {
    const known = this.#entries.get(promptId)
    if (known) return known
    const key = promptKey(promptId)
    const entry = this.#entries.get(key) ?? this.#newEntry(key)
    // Two spellings of one id share what is known of the prompt.
    entry.spellings.add(promptId).add(key)
    return entry
  }

  #newEntry(key: string): PromptEntry {
    return {
      promptId: key,
      spellings: new Set(),
      directory: this.#options.layout.promptDirectory(key),
      identity: undefined,
      lookedAt: 0,
      listing: 0,
      calm: -1,
      versions: undefined,
      records: new Map(),
    }
  }

  /** @returns whether the prompt has a directory. */
  #look(entry: PromptEntry): boolean {
    const { files, now, racyWindowMs, maxStaleMs, isExclusive } = this.#options
    if (entry.identity && (isExclusive || (maxStaleMs > 0 && now() - entry.lookedAt <= maxStaleMs))) return true
    const stat = statDirectory(files, entry.directory)
    if (stat === undefined) {
      this.#forget(entry)
      return false
    }
    if (!entry.identity || !isUnchanged(entry.identity, stat)) {
      entry.identity = identify(stat, { now: now(), racyWindowMs: racyWindowMs() })
      entry.versions = undefined
      entry.listing += 1
      for (const id of entry.spellings) this.#entries.set(id, entry)
    }
    if (maxStaleMs > 0) entry.lookedAt = now()
    return true
  }

  #forget(entry: PromptEntry): void {
    for (const version of entry.records.keys()) this.#options.cache.drop(entry.records, version)
    for (const id of entry.spellings) this.#entries.delete(id)
    entry.identity = undefined
    entry.versions = undefined
  }

  /** The version from memory. The directory must have been looked at. */
  #remembered(entry: PromptEntry, version: string): PromptVersion | undefined {
    const cached = this.#certain(entry, version)
    if (cached === undefined) return undefined
    this.#options.metrics.hits += 1
    this.#options.cache.touch(cached)
    return cached.record
  }

  /** The cached version if its file is the one that was read. The directory must have been looked at. */
  #certain(entry: PromptEntry, version: string): CachedRecord | undefined {
    const cached = entry.records.get(version)
    if (cached === undefined || cached.seenIn === entry.listing) return cached
    const stat = statFile(this.#options.files, versionPath(entry.directory, version))
    if (stat?.ino !== cached.ino || stat.size !== cached.size || stat.mtimeMs !== cached.mtimeMs) return undefined
    if (stat.nlink > 1 && !cached.isOwn) return undefined
    cached.seenIn = entry.listing
    return cached
  }

  /** The versions in a directory that was looked at. */
  async #versions(entry: PromptEntry): Promise<readonly string[]> {
    if (entry.versions) return entry.versions
    const { listing } = entry
    const versions = await this.#list(entry)
    if (entry.listing === listing) entry.versions = versions
    return versions
  }

  async #list(entry: PromptEntry): Promise<readonly string[]> {
    const { unacknowledged, indexed } = this.#options
    const { identity, directory } = entry
    const known = identity && indexed(basename(directory), identity)
    if (known !== undefined) return known === '' ? [] : versionsOfFileNames(known.split(' ').map(versionFileName))
    const { names, archived } = listVersionFiles(this.#options, directory)
    const packs = new Set<string>()
    for (const { target, batch, pack } of unacknowledged.below(directory)) {
      const name = target.slice(directory.length + 1)
      if (!names.has(name) || archived.has(name)) continue
      if (batch === 'committed') {
        packs.add(pack)
        continue
      }
      if (batch !== 'open' && (await this.#isWhole(target))) continue
      names.delete(name)
      // It comes into being without the directory changing again.
      if (entry.identity === identity && identity) entry.identity = { ...identity, isRacy: true }
    }
    for (const pack of packs) await this.#options.makeDurable(pack)
    return versionsOfFileNames([...names])
  }

  async #isWhole(path: string): Promise<boolean> {
    const content = readFile(this.#options.files, path)
    if (content === undefined || !isIntact(content.bytes)) return false
    await this.#options.makeDurable(path)
    return true
  }

  async #read(entry: PromptEntry, version: string): Promise<PromptVersion | undefined> {
    const { files, cache, archive, metrics, unacknowledged } = this.#options
    const startedAt = performance.now()
    const path = versionPath(entry.directory, version)
    const { listing } = entry
    const content = readFile(files, path)
    if (content === undefined) return this.#readArchived(entry, version)
    const { stat } = content
    if (unacknowledged.isCertain(stat) || this.#isCalm(entry, stat)) {
      const record = checked(entry, version, content.bytes, path)
      metrics.read(startedAt)
      cache.add(entry.records, { record, stat, seenIn: listing })
      return record
    }
    // Looking for what is pending, and into packs, uses the memory of what was read again.
    const bytes = Buffer.from(content.bytes)
    const pending = unacknowledged.of(path, stat)
    if (pending === undefined && entry.listing === listing && unacknowledged.below(entry.directory).length === 0)
      entry.calm = listing
    const archived = pending && archive.find(entry.directory, version)
    // The file is a save that is about to find out that its number is taken.
    if (archived) return checked(entry, version, Buffer.from(archived.text), archived.pack)
    if (pending?.batch === 'committed' && pending.kind === 'batch mark') return this.#readMark(entry, version, pending)
    if (pending && (pending.batch === 'open' || !isIntact(bytes))) return undefined
    if (pending === undefined && unacknowledged.hasGrown(path, { bytes, stat })) return this.#read(entry, version)
    const record = checked(entry, version, bytes, path)
    metrics.read(startedAt)
    if (stat.nlink === 1 && pending === undefined) cache.add(entry.records, { record, stat, seenIn: listing })
    else {
      await this.#options.makeDurable(pending?.batch === 'committed' ? pending.pack : path)
      // Taken back meanwhile, by a writer that found its number taken.
      if (statFile(files, path)?.ino !== stat.ino) return undefined
    }
    return record
  }

  /**
   * Whether a file was there when nothing in its directory, which looks as it did, was unacknowledged: for those who do
   * not know whether there are hard links, and would look for marks each time.
   */
  #isCalm({ calm, listing, identity }: PromptEntry, { nlink, mtimeMs }: FileStat): boolean {
    const { maxStaleMs, isExclusive } = this.#options
    if (calm !== listing || nlink > 1 || maxStaleMs > 0 || isExclusive) return false
    return identity !== undefined && !identity.isRacy && mtimeMs <= identity.mtimeMs
  }

  /** A version of a batch that is committed, whose file has no content yet. */
  async #readMark(
    entry: PromptEntry,
    version: string,
    { temporary, pack }: UnacknowledgedFile,
  ): Promise<PromptVersion | undefined> {
    const content = readFile(this.#options.files, temporary)
    // Gone, since its content came into place.
    if (content === undefined) return this.#read(entry, version)
    const record = checked(entry, version, Buffer.from(content.bytes), temporary)
    await this.#options.makeDurable(pack)
    return record
  }

  /** Reads a version that has no file: from a pack, unless it was put back meanwhile. */
  async #readArchived(entry: PromptEntry, version: string): Promise<PromptVersion | undefined> {
    const { files, archive } = this.#options
    const found = archive.whileSteady(entry.directory, () =>
      statFile(files, versionPath(entry.directory, version)) ? 'a file' : archive.find(entry.directory, version),
    )
    if (found === 'a file') return this.#read(entry, version)
    return found && checked(entry, version, Buffer.from(found.text), found.pack)
  }
}

/** @throws {@link CorruptVersionError} when a file is not that version. */
function checked({ promptId }: PromptEntry, version: string, bytes: Buffer, path: string): PromptVersion {
  const record = parseVersionFile(bytes, path)
  if (promptKey(record.prompt_id) === promptId && record.version === version) return record
  const why = `it holds version ${record.version} of prompt ${JSON.stringify(record.prompt_id)}, which belongs elsewhere`
  throw new CorruptVersionError({ what: 'Cannot use a version file', path, why })
}
