/**
 * Tells which files were created but not acknowledged yet. Such a file has a second name under `.tmp`, which is there
 * before the final name and until the save is durable; or, where there are no hard links, a mark.
 *
 * A mark does not prove whose the file is: several may mean to create it, of whom one does, and the others take their
 * marks away then. What is whole and not what the mark says is somebody else's.
 */
import { hash } from 'node:crypto'
import { dirname, join, relative } from 'node:path'
import { listDirectory, statDirectory } from '../files/directories.ts'
import type { FilePort, FileStat } from '../files/file-port.ts'
import { type FileContent, readFile } from '../files/read-file.ts'
import { statFile } from '../files/stat-file.ts'
import type { StoreLayout } from '../layout/store-layout.ts'
import { isSameFile } from '../files/is-same-file.ts'
import { isWriterTag } from '../layout/writer-tag.ts'
import { isIntact } from '../record/sealed-json.ts'
import { parseTemporaryName, type TemporaryKind } from '../save/temporary-files.ts'
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
  readonly kind: TemporaryKind
}

const sumLength = 64

interface Listing {
  readonly identity: DirectoryIdentity
  readonly names: readonly string[]
}

export interface UnacknowledgedFilesOptions {
  readonly files: FilePort
  readonly layout: StoreLayout
  readonly now: () => number
  readonly racyWindowMs: () => number
  /** Whether the file system has hard links; undefined while that is unknown. */
  readonly hasLinks: () => boolean | undefined
}

export class UnacknowledgedFiles {
  readonly #options: UnacknowledgedFilesOptions
  readonly #listings = new Map<string, Listing>()

  constructor(options: UnacknowledgedFilesOptions) {
    this.#options = options
  }

  /** Whether a file that looks like this is acknowledged without any doubt. */
  isCertain({ nlink }: FileStat): boolean {
    return nlink === 1 && this.#options.hasLinks() === true
  }

  /** What a file that was read is, if it is not acknowledged yet. Uses the memory of what was read. */
  of(path: string, stat: FileStat): UnacknowledgedFile | undefined {
    if (this.isCertain(stat)) return undefined
    const found = this.below(dirname(path)).filter(({ target }) => target === path)
    return found.find(({ batch }) => batch === 'committed') ?? found[0]
  }

  /** Whether a file that was not whole when it was read, before its mark was looked for in vain, has been written on. */
  hasGrown(path: string, { bytes, stat }: FileContent): boolean {
    return !isIntact(bytes) && !this.isCertain(stat) && statFile(this.#options.files, path)?.size !== stat.size
  }

  /** Those below a directory; nearly always none, which costs one look per writer. */
  below(directory: string): UnacknowledgedFile[] {
    const { files, layout } = this.#options
    const prefix = relative(layout.root, join(directory, 'x')).slice(0, -1)
    const writers = this.#names(layout.temporary)
    if (writers.length === 0) return []
    return writers.filter(isWriterDirectory).flatMap((writer) => {
      const writerDirectory = join(layout.temporary, writer)
      const names = this.#names(writerDirectory)
      return names.flatMap((name) => {
        const parsed = parseTemporaryName(name)
        if (!parsed?.target.startsWith(prefix)) return []
        const batch = stateOfBatch(parsed.number, names)
        const target = join(layout.root, parsed.target)
        const temporary = join(writerDirectory, name)
        const { kind } = parsed
        // Not linked yet, and perhaps never: the target may be somebody else's.
        if (!isItsTarget(files, { temporary, target, kind, batch })) return []
        const pack = join(writerDirectory, `${parsed.number}.commit`)
        return [{ writerDirectory, temporary, target, batch, pack, kind }]
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

/**
 * Tells whether a temporary file means the file that has its target's name. A batch without hard links gives its files
 * their content after its commit point; until then they are empty, which nothing else ever is.
 */
export function isItsTarget(
  files: FilePort,
  { temporary, target, kind, batch }: Pick<UnacknowledgedFile, 'temporary' | 'target' | 'kind' | 'batch'>,
): boolean {
  if (kind === 'name') return isSameFile(files, temporary, target)
  if (kind === 'batch mark') return batch !== undefined && statFile(files, target)?.size === 0
  if (statFile(files, target) === undefined) return false
  const sum = readFile(files, temporary)?.bytes.toString()
  const content = sum === undefined ? undefined : readFile(files, target)
  if (content === undefined) return false
  // A power cut may leave a mark without its content.
  return sum?.length !== sumLength || !isIntact(content.bytes) || hash('sha256', content.bytes, 'hex') === sum
}

function isWriterDirectory(name: string): boolean {
  return isWriterTag(name.replace(/\.recovery$/, ''))
}

function stateOfBatch(number: number, names: readonly string[]): 'open' | 'committed' | undefined {
  if (names.includes(`${number}.open`)) return 'open'
  return names.includes(`${number}.commit`) ? 'committed' : undefined
}
