import { Buffer } from 'node:buffer'
import { join } from 'node:path'
import type { PromptVersion } from '@autoopt/storage-core'
import { LRUCache } from 'lru-cache'
import { listDirectory } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { readFile } from '../files/read-file.ts'
import { archivePath } from '../layout/store-layout.ts'
import { versionFileName, versionOfFileName } from '../layout/version-file-name.ts'
import { parseVersionFile } from '../record/version-file.ts'
import { type PackedFile, parsePack } from './archive-pack.ts'

const packName = /^[1-9]\d*\.jsonl\.gz$/

/** Reads versions out of the packs of a prompt's archive. */
export class ArchivedVersions {
  readonly #files: FilePort
  /** Packs are never changed: path, inode and size tell one from another. */
  readonly #packs = new LRUCache<string, readonly PackedFile[]>({
    maxSize: 16 * 1024 * 1024,
    sizeCalculation: (files) => files.reduce((size, { text }) => size + text.length, 1),
  })

  constructor(files: FilePort) {
    this.#files = files
  }

  /** The paths of a prompt's packs. */
  packs(promptDirectory: string): string[] {
    const directory = archivePath(promptDirectory)
    const names = listDirectory(this.#files, directory)
    return names.filter((name) => packName.test(name)).map((name) => join(directory, name))
  }

  /** The numbers of the archived versions of a prompt, in no particular order. */
  versions(promptDirectory: string): string[] {
    return this.packs(promptDirectory)
      .flatMap((path) => this.filesOf(path))
      .flatMap(({ name }) => versionOfFileName(name) ?? [])
  }

  /** @throws {@link CorruptVersionError} when its pack, or it, is damaged. */
  read(promptDirectory: string, version: string): PromptVersion | undefined {
    const name = versionFileName(version)
    for (const path of this.packs(promptDirectory)) {
      const file = this.filesOf(path).find((packed) => packed.name === name)
      if (file) return parseVersionFile(Buffer.from(file.text), path)
    }
    return undefined
  }

  /** The files in a pack; none when it is gone. */
  filesOf(path: string): readonly PackedFile[] {
    const stat = this.#files.stat(path)
    if (stat === undefined) return []
    const key = `${path}\0${stat.ino}\0${stat.size}`
    const known = this.#packs.get(key)
    if (known) return known
    const content = readFile(this.#files, path)
    if (content === undefined) return []
    const files = parsePack(content.bytes, path)
    this.#packs.set(key, files)
    return files
  }
}
