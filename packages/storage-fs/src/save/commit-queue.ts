/**
 * Creates files whole, durably, and each exactly once among any number of processes, without a lock.
 *
 * Invariant: a final name comes into being by `link`, which fails if it exists; it is acknowledged after its content and
 * its name are on disk; and until then the file has two names, by which everybody can tell.
 *
 * Where there are no hard links it comes into being by creating it, which fails if it exists too, and a mark under `.tmp`
 * takes the part of the second name (`TemporaryFiles`). What is in the file shows by its checksum whether it is whole.
 *
 * Files that arrive while others are being flushed form the next batch, which goes through these phases together:
 *
 * 1. Write each temporary file; `fast` and `none` link it at once.
 * 2. Flush the contents, all at the same time.
 * 3. `strict` links now, so that nobody ever sees a name whose content a power cut could take.
 * 4. Flush the distinct directories, all at the same time.
 * 5. Acknowledge, and remove the temporary names.
 *
 * Without hard links the first phase writes the marks; `strict` flushes their names; the files are created and written;
 * then their contents and names are flushed as above.
 *
 * A flush that failed is never tried again: the kernel may report success for data that it has dropped. The save fails
 * and the whole store takes no more writes.
 */
import { dirname } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { AtomicCreateError, FormatError, SaveFailedError, StoreFailedError } from '../errors.ts'
import { makeDirectories, statDirectory } from '../files/directories.ts'
import type { FilePort, FileStat } from '../files/file-port.ts'
import { isErrno } from '../files/is-errno.ts'
import { statFile } from '../files/stat-file.ts'
import { attempt, toFileError } from '../files/to-file-error.ts'
import { writeAll } from '../files/write-all.ts'
import type { DurableDirectories } from './durable-directories.ts'
import type { HardLinks } from './hard-links.ts'
import type { TemporaryFile, TemporaryFiles } from './temporary-files.ts'

export type Durability = 'strict' | 'fast' | 'none'

/** A file to be created. */
export interface NewFile {
  readonly path: string
  readonly bytes: Uint8Array
  /**
   * Tells whether something else than a file of that name stands in the way. Asked after the link: whatever takes a name
   * away leaves its mark before.
   */
  readonly isTaken?: () => boolean
  /** Whether it is one that was there before: a recovery does not ask whether its number is taken. */
  readonly isCopy?: boolean
  readonly signal?: AbortSignal | undefined
}

export interface CommitQueueOptions {
  readonly files: FilePort
  readonly root: string
  readonly durability: Durability
  readonly temporaries: TemporaryFiles
  readonly links: HardLinks
  readonly directories: DurableDirectories
  /** Tells whether the prompts lie elsewhere by now; asked when a directory is missing. */
  readonly hasMoved: () => boolean
}

interface Ticket {
  readonly file: NewFile
  readonly resolve: (created: FileStat | undefined) => void
  readonly reject: (reason: unknown) => void
  temporary?: TemporaryFile
  /** The directory of the file, as it was before the link. */
  directory?: FileStat
  /** What the temporary file looked like when it was flushed. */
  stat?: FileStat
  /** Whether the final name is ours. */
  isLinked?: boolean
  /** Which file has the final name, where that is not the temporary one. */
  ino?: number
  /** Whether the final name was given back, since the name turned out to be taken. */
  isRefused?: boolean
  /** Why the final name was given back: its content could not be written. */
  failure?: Error
}

/** Bounds the open files of a batch. */
const maxBatch = 256
/** Bounds how long the event loop stands still: some 50 µs a file. */
const maxStep = 32
/** How often a directory may be cleared away under a save before the save gives up. */
const maxAttempts = 10

export class CommitQueue {
  readonly #options: CommitQueueOptions
  readonly #waiting: Ticket[] = []
  #running: Promise<void> | undefined
  #failure: StoreFailedError | undefined

  constructor(options: CommitQueueOptions) {
    this.#options = options
  }

  /** Why the store takes no more writes, once a flush failed. */
  get failure(): StoreFailedError | undefined {
    return this.#failure
  }

  /** Makes the store take no more writes. @returns the error that says so. */
  fail(cause: unknown): StoreFailedError {
    this.#failure ??= new StoreFailedError(this.#options.root, cause)
    return this.#failure
  }

  /**
   * Creates a file in a directory of the store, with that directory where it is missing.
   * @returns the file; undefined, and changes nothing, when a file of that name exists or the name is taken.
   */
  create(file: NewFile): Promise<FileStat | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#failure) throw this.#failure
      const ticket: Ticket = { file, resolve, reject }
      if (this.#options.durability === 'none') {
        this.#commitUnflushed(ticket)
        return
      }
      this.#waiting.push(ticket)
      this.#running ??= this.#run()
    })
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    await untilContinuationsRan()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, maxBatch)
      await this.#commit(batch).catch((error: unknown) => this.#failAll(batch, error))
      await untilContinuationsRan()
    }
    // In the same turn as the last look at who waits: nobody can come in between and be left waiting.
    this.#running = undefined
  }

  #commitUnflushed(ticket: Ticket): void {
    this.#guard(ticket, () => this.#stage(ticket) && this.#link(ticket) && this.#acknowledge(ticket))
  }

  async #commit(batch: readonly Ticket[]): Promise<void> {
    const linksFirst = this.#options.durability === 'fast'
    const staged = await this.#step(batch, (ticket) => this.#stage(ticket) && (!linksFirst || this.#link(ticket)))
    if (staged.length === 0) return
    const linked = linksFirst ? await this.#flushContents(staged) : await this.#linkDurably(staged)
    if (!(await this.#flushNames(linked, namesOf(linked)))) return
    await this.#step(linked, (ticket) => this.#acknowledge(ticket))
  }

  /** Such that no final name is there before what a recovery needs to judge it is on disk. */
  async #linkDurably(staged: readonly Ticket[]): Promise<Ticket[]> {
    const { links, temporaries } = this.#options
    if (links.known) return this.#step(await this.#flushContents(staged), (ticket) => this.#link(ticket))
    if (!(await this.#flushNames(staged, [temporaries.directory]))) return []
    return this.#flushContents(await this.#step(staged, (ticket) => this.#link(ticket)))
  }

  /** Does a synchronous step for each ticket, giving way to others now and then. @returns those that go on. */
  async #step(tickets: readonly Ticket[], run: (ticket: Ticket) => boolean): Promise<Ticket[]> {
    const passed: Ticket[] = []
    for (const [index, ticket] of tickets.entries()) {
      if (index > 0 && index % maxStep === 0) await untilNextTurn()
      // Those that hold files open are finished first; the others come after them.
      const mayWait = passed.length > 0 && !this.#holdsOpen(ticket)
      if (this.#guard(ticket, () => run(ticket), mayWait)) passed.push(ticket)
    }
    return passed
  }

  /** Whether it has a file open, or one that must not be written twice. */
  #holdsOpen({ temporary }: Ticket): boolean {
    return temporary !== undefined && !(temporary.isClosed && this.#options.links.known === false)
  }

  #guard(ticket: Ticket, run: () => boolean, mayWait = false): boolean {
    try {
      return run()
    } catch (error) {
      if (mayWait && isOutOfDescriptors(error)) {
        this.#waiting.push(ticket)
        return false
      }
      this.#abandon(ticket)
      ticket.reject(error)
      return false
    }
  }

  #stage(ticket: Ticket): boolean {
    const { path, bytes, signal, isCopy } = ticket.file
    if (this.#failure) throw this.#failure
    signal?.throwIfAborted()
    const { links, temporaries } = this.#options
    if (links.areThere()) ticket.temporary = temporaries.write(path, bytes)
    else if (this.#isPresent(path)) return this.#refuse(ticket)
    else
      ticket.temporary ??= {
        path: temporaries.mark(path, bytes, isCopy ? 'copy mark' : 'mark'),
        descriptor: -1,
        isClosed: true,
      }
    return true
  }

  /** Looked at first, since what is there would be taken for unacknowledged while there is a mark. */
  #isPresent(path: string): boolean {
    return (
      statDirectory(this.#options.files, dirname(path)) !== undefined &&
      statFile(this.#options.files, path) !== undefined
    )
  }

  /** @returns whether the final name is ours. */
  #link(ticket: Ticket): boolean {
    const { files, links } = this.#options
    const { path, isTaken } = ticket.file
    const directory = dirname(path)
    const temporary = ticket.temporary as TemporaryFile
    for (let attempts = 1; !ticket.isLinked; attempts += 1) {
      ticket.directory = statDirectory(files, directory) ?? this.#makeDirectories(directory)
      // Before the link, since somebody could read what is linked, or a power cut leave it there; and once more after it,
      // since the number may have been taken meanwhile.
      if (isTaken?.()) return this.#refuse(ticket)
      try {
        if (links.known) files.link(temporary.path, path)
        else this.#create(ticket)
        ticket.isLinked = true
      } catch (error) {
        // A network file system may have carried out a call and lost the answer: the count of names tells.
        if (links.known && isErrno(error) && (files.stat(temporary.path)?.nlink ?? 0) > 1) ticket.isLinked = true
        else if (isErrno(error, 'EEXIST')) return this.#refuse(ticket)
        else if (!isErrno(error, 'ENOENT') || attempts === maxAttempts) throw this.#notLinked(path, error)
      }
    }
    // That the name is free again must be durable too before anybody is told.
    if (ticket.failure === undefined && isTaken?.()) ticket.isRefused = true
    if (ticket.failure !== undefined || ticket.isRefused) this.#giveBack(ticket)
    return true
  }

  /** Where there are no hard links: creates the final name and writes its content. */
  #create(ticket: Ticket): void {
    const { files } = this.#options
    const { path, bytes } = ticket.file
    const descriptor = files.create(path)
    ticket.isLinked = true
    ticket.temporary = { path: (ticket.temporary as TemporaryFile).path, descriptor, isClosed: false }
    try {
      ticket.ino = files.statOpen(descriptor).ino
      writeAll(files, descriptor, bytes)
    } catch (error) {
      if (!isErrno(error)) throw error
      ticket.failure = notWritten(path, error) as Error
    }
  }

  #notLinked(path: string, cause: unknown): unknown {
    if (!this.#options.links.known) return notWritten(path, cause)
    return toFileError(cause, { what: 'Cannot create a file in one step', path, failure: AtomicCreateError })
  }

  /** @throws {@link FormatError} when it belongs elsewhere since the prompts were moved. */
  #makeDirectories(path: string): FileStat {
    const { files, root, hasMoved } = this.#options
    if (hasMoved()) throw new FormatError(root, 'its prompts were moved to other shards', { advice: 'Save again' })
    return makeDirectories(files, path, root)
  }

  #giveBack(ticket: Ticket): void {
    const { path } = ticket.file
    attempt({ what: 'Cannot take a save back', path, failure: SaveFailedError }, () => this.#unlinkFinal(ticket))
    ticket.isLinked = false
  }

  /** Takes the final name away, if it is ours. */
  #unlinkFinal({ file, temporary, isLinked, ino: created }: Ticket): void {
    const { files, links } = this.#options
    if (!isLinked || temporary === undefined) return
    const ino = links.known ? files.stat(temporary.path)?.ino : created
    // One that was created but could not be looked at is ours a moment later.
    const isUnknown = ino === undefined && links.known === false
    if (isUnknown || (ino !== undefined && files.stat(file.path)?.ino === ino)) files.unlink(file.path)
  }

  async #flushContents(tickets: readonly Ticket[]): Promise<Ticket[]> {
    const { files } = this.#options
    const results = await Promise.allSettled(
      tickets.map(async ({ temporary, failure }) => {
        if (failure === undefined) await files.flush((temporary as TemporaryFile).descriptor)
      }),
    )
    return tickets.filter((ticket, index) => {
      const result = results[index]
      if (result?.status !== 'rejected') return this.#guard(ticket, () => this.#release(ticket))
      this.fail(result.reason)
      this.#abandon(ticket)
      ticket.reject(notFlushed(ticket.file.path, result.reason))
      return false
    })
  }

  /** Descriptors are needed for the directories. */
  #release(ticket: Ticket): boolean {
    ticket.stat = this.#statOf(ticket)
    this.#options.temporaries.release(ticket.temporary as TemporaryFile)
    return true
  }

  #statOf({ temporary, file: { path } }: Ticket): FileStat {
    const { descriptor } = temporary as TemporaryFile
    const step = { what: 'Cannot look at a file that was written', path, failure: SaveFailedError }
    return attempt(step, () => this.#options.files.statOpen(descriptor))
  }

  async #flushNames(
    tickets: readonly Ticket[],
    directories: Parameters<DurableDirectories['flush']>[0],
  ): Promise<boolean> {
    try {
      await this.#options.directories.flush(directories)
      return true
    } catch (error) {
      this.fail(error)
      for (const ticket of tickets) {
        this.#abandon(ticket)
        ticket.reject(notFlushed(ticket.file.path, error))
      }
      return false
    }
  }

  #acknowledge(ticket: Ticket): boolean {
    if (ticket.failure !== undefined) throw ticket.failure
    if (ticket.isRefused) return this.#refuse(ticket)
    ticket.resolve(ticket.stat ?? this.#statOf(ticket))
    this.#options.temporaries.discard(ticket.temporary as TemporaryFile)
    return true
  }

  /** Nobody is left waiting for an answer, whatever went wrong. */
  #failAll(tickets: readonly Ticket[], error: unknown): void {
    this.fail(error)
    for (const ticket of tickets) ticket.reject(error)
  }

  #refuse(ticket: Ticket): false {
    this.#abandon(ticket)
    ticket.resolve(undefined)
    return false
  }

  /** Takes back what a save that fails has made so far, as far as the disk lets it. */
  #abandon(ticket: Ticket): void {
    try {
      this.#unlinkFinal(ticket)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
    const { temporaries, links } = this.#options
    if (ticket.temporary === undefined) return
    // Nothing but a mark tells what a file is that may be there again after a power cut.
    if (links.known === false && (ticket.isLinked || this.#failure)) temporaries.release(ticket.temporary)
    else temporaries.discard(ticket.temporary)
  }
}

function namesOf(tickets: readonly Ticket[]): Map<string, FileStat | undefined> {
  return new Map(tickets.map(({ file, directory }) => [dirname(file.path), directory]))
}

/**
 * Resolves after everybody who waits for a save that was just acknowledged had the chance to start another, so that
 * they share the next batch.
 */
async function untilContinuationsRan(): Promise<void> {
  return new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)))
}

function isOutOfDescriptors(error: unknown): boolean {
  return error instanceof Error && isErrno(error.cause, 'EMFILE', 'ENFILE')
}

function notWritten(path: string, cause: unknown): unknown {
  return toFileError(cause, { what: 'Cannot write to the store', path, failure: SaveFailedError })
}

function notFlushed(path: string, cause: unknown): unknown {
  return toFileError(cause, { what: 'Cannot make a save durable', path, failure: SaveFailedError })
}
