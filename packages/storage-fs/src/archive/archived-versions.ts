/**
 * Reads versions out of the packs of a prompt's archive.
 *
 * Invariant: a version is in a pack that is durable before its file is removed, and its file is durable before it is
 * removed from the packs. So it is always in one of the two, and whoever looks at both while the packs stay the same
 * finds it.
 *
 * A deletion leaves packs as they are: what is in a pack counts only while there is no tombstone of its number.
 */
import { Buffer } from 'node:buffer'
import { basename, join } from 'node:path'
import type { PromptVersion } from '@autoopt/storage-core'
import { LRUCache } from 'lru-cache'
import { listDirectory, statDirectory } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { statFile } from '../files/stat-file.ts'
import { readFile } from '../files/read-file.ts'
import { archivePath } from '../layout/store-layout.ts'
import { versionFileName, versionOfFileName } from '../layout/version-file-name.ts'
import { type DirectoryIdentity, identify, isUnchanged } from '../read/directory-identity.ts'
import { parseVersionFile } from '../record/version-file.ts'
import type { Tombstones } from '../trash/tombstones.ts'
import { type PackedFile, parsePack } from './archive-pack.ts'
import { recentlyUsed } from '../read/recently-used.ts'

/** A version file in a pack, and where that is. */
export interface ArchivedFile extends PackedFile {
  readonly pack: string
}

export interface ArchivedVersionsOptions {
  readonly files: FilePort
  readonly tombstones: Tombstones
  readonly now: () => number
  readonly racyWindowMs: () => number
}

const packName = /^[1-9]\d*\.jsonl\.gz$/

export class ArchivedVersions {
  readonly #options: ArchivedVersionsOptions
  readonly #files: FilePort
  readonly #listings = new LRUCache<string, { identity: DirectoryIdentity; packs: readonly string[] }>({ max: 1000 })
  /** Packs are never changed, and a name is never used again. */
  readonly #packs = new LRUCache<string, readonly PackedFile[]>({
    maxSize: 16 * 1024 * 1024,
    sizeCalculation: (files) => files.reduce((size, { text }) => size + text.length, 1),
  })
  /** The numbers in packs, which are asked for more often than what is in them. */
  readonly #versions = recentlyUsed<readonly string[]>(1000)

  constructor(options: ArchivedVersionsOptions) {
    this.#options = options
    this.#files = options.files
  }

  /** The paths of a prompt's packs, always in the same order. */
  packs(promptDirectory: string): readonly string[] {
    const { files, now, racyWindowMs } = this.#options
    const directory = archivePath(promptDirectory)
    const stat = statDirectory(files, directory)
    if (stat === undefined) return []
    const known = this.#listings.get(directory)
    if (known && isUnchanged(known.identity, stat)) return known.packs
    const identity = identify(stat, { now: now(), racyWindowMs: racyWindowMs() })
    const names = listDirectory(files, directory).filter((name) => packName.test(name))
    const packs = names.toSorted().map((name) => join(directory, name))
    this.#listings.set(directory, { identity, packs })
    return packs
  }

  /** The numbers of the archived versions of a prompt, in no particular order. */
  versions(promptDirectory: string): string[] {
    const packed = new Set(this.packs(promptDirectory).flatMap((path) => this.#versionsIn(path)))
    return [...packed].filter((version) => !this.#isDeleted(promptDirectory, version))
  }

  /** The file of an archived version. */
  find(promptDirectory: string, version: string): ArchivedFile | undefined {
    const name = versionFileName(version)
    for (const pack of this.packs(promptDirectory)) {
      if (!this.#versionsIn(pack).includes(version)) continue
      const file = this.filesOf(pack).find((packed) => packed.name === name)
      if (file) return this.#isDeleted(promptDirectory, version) ? undefined : { ...file, pack }
    }
    return undefined
  }

  /** @throws {@link CorruptVersionError} when its pack, or it, is damaged. */
  read(promptDirectory: string, version: string): PromptVersion | undefined {
    const file = this.find(promptDirectory, version)
    return file && parseVersionFile(Buffer.from(file.text), file.pack)
  }

  /** The files in a pack, those of deleted versions too; none when it is gone. */
  filesOf(path: string): readonly PackedFile[] {
    const key = this.#keyOf(path)
    const known = key === undefined ? [] : this.#packs.get(key)
    if (known || key === undefined) return known ?? []
    const content = readFile(this.#files, path)
    if (content === undefined) return []
    const files = parsePack(content.bytes, path)
    this.#packs.set(key, files)
    return files
  }

  /** Looks at the files and packs of a prompt again and again, until nothing went from the ones to the others. */
  whileSteady<Value>(promptDirectory: string, look: () => Value): Value {
    for (;;) {
      const before = this.packs(promptDirectory).join()
      const value = look()
      if (this.packs(promptDirectory).join() === before) return value
    }
  }

  #versionsIn(path: string): readonly string[] {
    const key = this.#keyOf(path)
    const known = key === undefined ? [] : this.#versions.get(key)
    if (known || key === undefined) return known ?? []
    const versions = this.filesOf(path).flatMap(({ name }) => versionOfFileName(name) ?? [])
    this.#versions.set(key, versions)
    return versions
  }

  #keyOf(path: string): string | undefined {
    const stat = statFile(this.#files, path)
    // But for somebody who puts another file there by hand.
    return stat && `${path}\0${stat.ino}\0${stat.size}\0${stat.mtimeMs}`
  }

  #isDeleted(promptDirectory: string, version: string): boolean {
    return this.#options.tombstones.has(basename(promptDirectory), version)
  }
}
