import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'
import { join, relative, sep } from 'node:path'
import { SaveFailedError } from '../errors.ts'
import { makeDirectories } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'
import { writeAll } from '../files/write-all.ts'
import type { Host } from '../layout/host.ts'
import type { StoreLayout } from '../layout/store-layout.ts'
import { closeWriter, openWriter } from '../layout/writer-tag.ts'

/** A file that was written under a temporary name and is still open, so that it can be flushed. */
export interface TemporaryFile {
  readonly path: string
  readonly descriptor: number
  isClosed?: boolean
}

/**
 * The temporary files of one writer: `.tmp/<writer>/<n>,<target>`, where the target is the path below the storage
 * directory with `,` for the separator. The name tells a recovery what the file was to become. Files of one batch share
 * their number with its pack.
 *
 * Where there are no hard links it is a mark, which is no second name of the target but stands for the same: that the
 * target, if it is this writer's, is not acknowledged yet. `<n>;<target>`, for a single file, holds the hash of what that
 * is to hold, or `<n>=<target>` when it is a copy of one that was there before, which no deletion makes go again;
 * `<n>+<target>`, for one of a batch, holds all of it, and says something only while there is the pack.
 */
export class TemporaryFiles {
  readonly writer: string
  readonly directory: string
  readonly #files: FilePort
  readonly #layout: StoreLayout
  #count = 0

  constructor(files: FilePort, layout: StoreLayout, host: Host) {
    this.#files = files
    this.#layout = layout
    this.writer = openWriter(host)
    this.directory = join(layout.temporary, this.writer)
  }

  /** A number that no other file of this writer has. */
  nextNumber(): number {
    this.#count += 1
    return this.#count
  }

  /**
   * Writes a temporary file for a target.
   * @throws {@link SaveFailedError} when it cannot be written; nothing is left then.
   */
  write(
    target: string,
    bytes: Uint8Array,
    { number = this.nextNumber(), kind = 'name' }: { readonly number?: number; readonly kind?: TemporaryKind } = {},
  ): TemporaryFile {
    const name = relative(this.#layout.root, target).replaceAll(sep, ',')
    const path = join(this.directory, `${number}${separators[kind]}${name}`)
    try {
      const descriptor = this.#create(path)
      try {
        writeAll(this.#files, descriptor, bytes)
        return { path, descriptor }
      } catch (error) {
        this.discard({ path, descriptor })
        throw error
      }
    } catch (error) {
      throw toFileError(error, { what: 'Cannot write to the store', path, failure: SaveFailedError })
    }
  }

  /** Writes the mark of a single file. @returns its path. */
  mark(target: string, bytes: Uint8Array, kind: TemporaryKind = 'mark'): string {
    const mark = this.write(target, Buffer.from(hash('sha256', bytes, 'hex')), { kind })
    this.release(mark)
    return mark.path
  }

  /** Closes and removes a temporary file. One that stays is cleaned up later, and harms nothing until then. */
  discard(file: TemporaryFile): void {
    this.release(file)
    regardless(() => this.#files.unlink(file.path))
  }

  /** Closes a temporary file, unless it is closed, and keeps its name. */
  release(file: TemporaryFile): void {
    if (file.isClosed) return
    file.isClosed = true
    regardless(() => this.#files.close(file.descriptor))
  }

  /** Says that this writer is done. What it left, if anything, is for a recovery. */
  close(): void {
    closeWriter(this.writer)
    regardless(() => this.#files.removeDirectory(this.directory))
  }

  #create(path: string): number {
    try {
      return this.#files.create(path)
    } catch (error) {
      if (!isErrno(error, 'ENOENT')) throw error
      makeDirectories(this.#files, this.directory, this.#layout.root)
      return this.#files.create(path)
    }
  }
}

/** A second name of the target, or a mark. */
export type TemporaryKind = 'name' | 'mark' | 'copy mark' | 'batch mark'

const separators = { name: ',', mark: ';', 'copy mark': '=', 'batch mark': '+' } as const
const kinds = { ',': 'name', ';': 'mark', '=': 'copy mark', '+': 'batch mark' } as const

/** What a temporary file was to become. */
export interface TemporaryName {
  readonly number: number
  /** Below the storage directory. */
  readonly target: string
  readonly kind: TemporaryKind
}

/** Reads the name of a temporary file; undefined when it is none. */
export function parseTemporaryName(name: string): TemporaryName | undefined {
  const [, number, kind, target] = /^(\d+)([,;=+])(.+)$/.exec(name) ?? []
  if (target === undefined) return undefined
  return { number: Number(number), target: target.replaceAll(',', sep), kind: kinds[kind as keyof typeof kinds] }
}

/** What is left when this fails is for a recovery, and no reason for a save that succeeded to fail. */
function regardless(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}
