/**
 * Appends results to a file, for one writer.
 *
 * - Each line is JSON and ends in a line break; nothing is written after a line that was not written as a whole.
 * - A line is *written* when a killed process no longer takes it along, and *durable* when a power cut does not either.
 * - Lines that come while one write, or one flush, is under way share the next one.
 */
import { open, type FileHandle } from 'node:fs/promises'
import type { TestResult } from '@autoopt/collector'
import { ResultsWriteError } from '../errors.ts'

/** A line on its way to the disk. Both reject with {@link ResultsWriteError}. */
export interface AppendedLine {
  readonly written: Promise<void>
  readonly durable: Promise<void>
}

interface Line {
  readonly text: string
  readonly written: Deferred
  readonly durable: Deferred
}

interface Deferred {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export class ResultLog implements AsyncDisposable {
  readonly #path: string
  readonly #file: FileHandle
  #unwritten: Line[] = []
  #unflushed: Line[] = []
  #writing: Promise<void> | undefined
  #flushing: Promise<void> | undefined
  #failure: ResultsWriteError | undefined

  private constructor(path: string, file: FileHandle) {
    this.#path = path
    this.#file = file
  }

  /** Opens a file whose last line is whole, or a new one. */
  static async open(path: string): Promise<ResultLog> {
    return new ResultLog(path, await open(path, 'a'))
  }

  append(result: TestResult): AppendedLine {
    const line: Line = {
      text: `${JSON.stringify(result)}\n`,
      written: defer(),
      durable: defer(),
    }
    // Whoever awaits neither learns of a failure when the log is closed.
    line.written.promise.catch(() => undefined)
    line.durable.promise.catch(() => undefined)
    this.#unwritten.push(line)
    this.#writing ??= this.#write()
    return { written: line.written.promise, durable: line.durable.promise }
  }

  /** Waits until everything is durable. @throws {@link ResultsWriteError} when a line could not be written. */
  async flush(): Promise<void> {
    while (this.#writing !== undefined || this.#flushing !== undefined) {
      await this.#writing
      await this.#flushing
    }
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Throws as {@link ResultLog.flush} does. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.#file.close()
    }
  }

  async #write(): Promise<void> {
    // Lines of the same turn of the event loop share a write.
    await Promise.resolve()
    while (this.#unwritten.length > 0) {
      const lines = this.#unwritten
      this.#unwritten = []
      await this.#attempt(lines, async () => this.#file.appendFile(lines.map(({ text }) => text).join('')))
      if (this.#failure !== undefined) continue
      for (const { written } of lines) written.resolve()
      this.#unflushed.push(...lines)
      this.#flushing ??= this.#flush()
    }
    this.#writing = undefined
  }

  async #flush(): Promise<void> {
    while (this.#unflushed.length > 0) {
      const lines = this.#unflushed
      this.#unflushed = []
      await this.#attempt(lines, async () => this.#file.datasync())
      if (this.#failure === undefined) for (const { durable } of lines) durable.resolve()
    }
    this.#flushing = undefined
  }

  /** After a failure nothing more is tried: a line after a torn one could not be told from it. */
  async #attempt(lines: readonly Line[], action: () => Promise<void>): Promise<void> {
    try {
      if (this.#failure === undefined) await action()
    } catch (cause) {
      this.#failure = new ResultsWriteError({ path: this.#path }, { cause })
    }
    if (this.#failure === undefined) return
    for (const { written, durable } of lines) {
      written.reject(this.#failure)
      durable.reject(this.#failure)
    }
  }
}

function defer(): Deferred {
  const parts: { resolve: () => void; reject: (error: Error) => void } = { resolve: nothing, reject: nothing }
  const promise = new Promise<void>((resolve, reject) => Object.assign(parts, { resolve, reject }))
  return { promise, ...parts }
}

function nothing(): void {}
