/**
 * Saves many versions, all or none, with one commit point.
 *
 * 1. Write the temporary files, and a pack with the content of all of them, `<n>.open`. Flush the pack and its directory.
 * 2. Link every final name. EEXIST: take back the own links, and nothing has happened.
 * 3. Rename the pack to `<n>.commit` and flush its directory. This is the commit point: acknowledge.
 * 4. In the background flush files and directories, then remove the temporary names and the pack.
 *
 * Where there are no hard links, the temporary files are marks (`TemporaryFiles`), 2 creates empty files, and 4, before it is
 * acknowledged, moves what the marks hold over them. Who reads before that reads the mark.
 *
 * Until 3, readers do not see what is linked, since it has a second name beside an open pack. After it, a power cut takes
 * nothing, since the pack says everything again.
 */
import { dirname, join, relative } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { AtomicCreateError, SaveFailedError } from '../errors.ts'
import { makeDirectories } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import { isSameFile } from '../files/is-same-file.ts'
import { isErrno } from '../files/is-errno.ts'
import { toFileError } from '../files/to-file-error.ts'
import { writeAll } from '../files/write-all.ts'
import type { StoreLayout } from '../layout/store-layout.ts'
import { flushFile } from '../files/flush-file.ts'
import type { Durability, NewFile } from '../save/commit-queue.ts'
import type { DurableDirectories } from '../save/durable-directories.ts'
import type { HardLinks } from '../save/hard-links.ts'
import type { TemporaryFiles } from '../save/temporary-files.ts'
import { formatBatchPack } from './batch-pack.ts'
import { fillMarked } from './fill-marked.ts'

export interface BatchOptions {
  readonly files: FilePort
  readonly layout: StoreLayout
  readonly durability: Durability
  readonly temporaries: TemporaryFiles
  readonly links: HardLinks
  readonly directories: DurableDirectories
  /** Makes the store take no more writes. */
  readonly fail: (cause: unknown) => Error
}

/** A batch that is committed, or the place of the file that stood in its way. */
export type BatchOutcome = { readonly taken: number } | { readonly finished: Promise<void> }

const maxStep = 32
const maxFlushes = 16

export async function saveBatch(newFiles: readonly NewFile[], options: BatchOptions): Promise<BatchOutcome> {
  const batch = new Batch(newFiles, options)
  try {
    await batch.prepare()
    const taken = await batch.link()
    if (taken !== undefined) {
      await batch.takeBack()
      return { taken }
    }
  } catch (error) {
    await batch.takeBack()
    throw toFileError(error, { what: 'Cannot save a batch', path: batch.packPath, failure: SaveFailedError })
  }
  await batch.commit()
  const finished = batch.finish()
  if (!options.links.known) await finished
  return { finished }
}

class Batch {
  readonly #newFiles: readonly NewFile[]
  readonly #options: BatchOptions
  readonly #number: number
  readonly #temporaries: string[] = []
  readonly #linked: string[] = []
  #hasPack = false

  constructor(newFiles: readonly NewFile[], options: BatchOptions) {
    this.#newFiles = newFiles
    this.#options = options
    this.#number = options.temporaries.nextNumber()
  }

  get packPath(): string {
    return join(this.#options.temporaries.directory, `${this.#number}.open`)
  }

  get #committedPath(): string {
    return join(this.#options.temporaries.directory, `${this.#number}.commit`)
  }

  async prepare(): Promise<void> {
    const { files, layout, temporaries, directories, durability, links } = this.#options
    const kind = links.areThere() ? 'name' : 'batch mark'
    for (const [index, { path, bytes, signal }] of this.#newFiles.entries()) {
      if (index % maxStep === maxStep - 1) await untilNextTurn()
      signal?.throwIfAborted()
      const temporary = temporaries.write(path, bytes, { number: this.#number, kind })
      this.#temporaries.push(temporary.path)
      temporaries.release(temporary)
    }
    const entries = this.#newFiles.map(({ path, bytes }) => ({
      target: relative(layout.root, path),
      text: new TextDecoder().decode(bytes),
    }))
    const pack = files.create(this.packPath)
    this.#hasPack = true
    try {
      writeAll(files, pack, new TextEncoder().encode(formatBatchPack(entries)))
      if (durability !== 'none') await Promise.all([files.flush(pack), directories.flush([temporaries.directory])])
    } finally {
      files.close(pack)
    }
  }

  /** @returns the place of a file whose name is taken. */
  async link(): Promise<number | undefined> {
    const { files, layout, links } = this.#options
    for (const [index, { path, isTaken }] of this.#newFiles.entries()) {
      if (index % maxStep === maxStep - 1) await untilNextTurn()
      makeDirectories(files, dirname(path), layout.root)
      const temporary = this.#temporaries[index] ?? ''
      try {
        if (links.known) files.link(temporary, path)
        else createEmpty(files, path)
      } catch (error) {
        // A network file system may have carried out a call and lost the answer.
        if (!links.known || !isSameFile(files, temporary, path)) {
          if (isErrno(error, 'EEXIST')) return index
          throw toFileError(error, { what: 'Cannot create a file in one step', path, failure: AtomicCreateError })
        }
      }
      this.#linked.push(path)
      if (isTaken?.()) return index
    }
    return undefined
  }

  async commit(): Promise<void> {
    const { files, temporaries, durability, fail } = this.#options
    try {
      files.rename(this.packPath, this.#committedPath)
      if (durability !== 'none') await files.flushDirectory(temporaries.directory)
    } catch (error) {
      fail(error)
      throw toFileError(error, { what: 'Cannot commit a batch', path: this.packPath, failure: SaveFailedError })
    }
  }

  async finish(): Promise<void> {
    const { files, temporaries, durability, directories, fail, links } = this.#options
    try {
      if (durability !== 'none') await this.#flushContents()
      if (!links.known) await this.#fill()
      if (durability !== 'none') {
        await directories.flush(new Set(this.#linked.map((path) => dirname(path))))
      }
      files.unlink(this.#committedPath)
      if (durability !== 'none') await files.flushDirectory(temporaries.directory)
      for (const [index, path] of this.#temporaries.entries()) {
        if (index % maxStep === maxStep - 1) await untilNextTurn()
        if (links.known) files.unlink(path)
      }
    } catch (error) {
      // Nothing is lost: the pack says everything again when the store is opened anew.
      fail(error)
    }
  }

  /** Gives the empty files their content. */
  async #fill(): Promise<void> {
    const { files } = this.#options
    for (const [index, path] of this.#linked.entries()) {
      if (index % maxStep === maxStep - 1) await untilNextTurn()
      fillMarked(files, this.#temporaries[index] ?? '', path)
    }
  }

  async #flushContents(): Promise<void> {
    const waiting = this.#temporaries.values()
    const worker = async (): Promise<void> => {
      for (const path of waiting) await this.#flush(path)
    }
    const results = await Promise.allSettled(Array.from({ length: maxFlushes }, worker))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  async #flush(path: string): Promise<void> {
    try {
      await flushFile(this.#options.files, path)
    } catch (error) {
      // Whoever deleted the version moved it into place before.
      if (this.#options.links.known || !isErrno(error, 'ENOENT')) throw error
    }
  }

  /** What cannot be taken back now is taken back by a recovery, since the pack is still open. */
  async takeBack(): Promise<void> {
    const { files, durability, directories, fail } = this.#options
    if (!this.#linked.every((path) => isRemoved(files, path))) return
    try {
      // Before the pack goes: nothing else would take away what a power cut brings back.
      if (durability !== 'none') await directories.flush(new Set(this.#linked.map((path) => dirname(path))))
    } catch (error) {
      fail(error)
      return
    }
    if (this.#hasPack && !isRemoved(files, this.packPath)) return
    for (const path of this.#temporaries) isRemoved(files, path)
  }
}

/** Nothing was written to it, so that nothing is lost when it cannot be closed. */
function createEmpty(files: FilePort, path: string): void {
  const descriptor = files.create(path)
  try {
    files.close(descriptor)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

function isRemoved(files: FilePort, path: string): boolean {
  try {
    files.unlink(path)
    return true
  } catch (error) {
    if (!isErrno(error)) throw error
    return error.code === 'ENOENT'
  }
}
