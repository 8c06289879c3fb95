/**
 * Tells which files were created but not acknowledged yet. Such a file has a second name under `.tmp`, which is there
 * before the final name and until the save is durable.
 */
import { join, relative } from 'node:path'
import { listDirectory, statDirectory } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import type { StoreLayout } from '../layout/store-layout.ts'
import { isSameFile } from '../files/is-same-file.ts'
import { isWriterTag } from '../layout/writer-tag.ts'
import { parseTemporaryName } from '../save/temporary-files.ts'
import { type DirectoryIdentity, identify, isUnchanged } from './directory-identity.ts'

/** A name under `.tmp`. */
export interface UnacknowledgedFile {
  readonly writerDirectory: string
  readonly temporary: string
  /** Absolute. */
  readonly target: string
  /**
   * Of a file that belongs to a batch: until the batch has come to its commit point its files do not exist for readers,
   * and from then on they are as durable as its pack.
   */
  readonly batch: 'open' | 'committed' | undefined
  /** The pack of the batch, if there is one and it is committed. */
  readonly pack: string
}

interface Listing {
  readonly identity: DirectoryIdentity
  readonly names: readonly string[]
}

export interface UnacknowledgedFilesOptions {
  readonly files: FilePort
  readonly layout: StoreLayout
  readonly now: () => number
  readonly racyWindowMs: () => number
}

export class UnacknowledgedFiles {
  readonly #options: UnacknowledgedFilesOptions
  readonly #listings = new Map<string, Listing>()

  constructor(options: UnacknowledgedFilesOptions) {
    this.#options = options
  }

  /** Those below a directory; nearly always none, which costs one look per writer. */
  below(directory: string): UnacknowledgedFile[] {
    const { files, layout } = this.#options
    const prefix = relative(layout.root, join(directory, 'x')).slice(0, -1)
    return this.#names(layout.temporary)
      .filter(isWriterDirectory)
      .flatMap((writer) => {
        const writerDirectory = join(layout.temporary, writer)
        const names = this.#names(writerDirectory)
        return names.flatMap((name) => {
          const parsed = parseTemporaryName(name)
          if (!parsed?.target.startsWith(prefix)) return []
          const batch = stateOfBatch(parsed.number, names)
          const target = join(layout.root, parsed.target)
          const temporary = join(writerDirectory, name)
          // Not linked yet, and perhaps never: the target may be somebody else's.
          if (!isSameFile(files, temporary, target)) return []
          const pack = join(writerDirectory, `${parsed.number}.commit`)
          return [{ writerDirectory, temporary, target, batch, pack }]
        })
      })
  }

  #names(directory: string): readonly string[] {
    const { files, now, racyWindowMs } = this.#options
    const stat = statDirectory(files, directory)
    if (stat === undefined) {
      this.#listings.delete(directory)
      return []
    }
    const known = this.#listings.get(directory)
    if (known && isUnchanged(known.identity, stat)) return known.names
    const identity = identify(stat, { now: now(), racyWindowMs: racyWindowMs() })
    const names = listDirectory(files, directory)
    this.#listings.set(directory, { identity, names })
    return names
  }
}

function isWriterDirectory(name: string): boolean {
  return isWriterTag(name.replace(/\.recovery$/, ''))
}

function stateOfBatch(number: number, names: readonly string[]): 'open' | 'committed' | undefined {
  if (names.includes(`${number}.open`)) return 'open'
  return names.includes(`${number}.commit`) ? 'committed' : undefined
}
