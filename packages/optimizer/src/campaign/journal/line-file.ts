/**
 * A file of lines that only grows.
 *
 * - A line counts when its line feed has reached the disk. Lines that wait together go out in one write and one flush.
 * - A process that dies in the middle of a write leaves a torn last line. It is cut off when the file is opened: its line was never
 *   promised to anybody.
 * - After a write that failed nothing more is written: a line behind a torn one could not be told from it.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'

interface Waiting {
  readonly line: string
  readonly done: () => void
  readonly fail: (error: unknown) => void
}

/** A file of lines that outlive a power cut, for one writer. */
export class LineFile implements AsyncDisposable {
  readonly #file: FileHandle
  #waiting: Waiting[] = []
  #writing: Promise<void> | undefined
  #failure: { readonly cause: unknown } | undefined

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** Opens the file at a path, or begins one that nobody else may read; folders are made as needed. */
  static async open(path: string): Promise<LineFile> {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(path, 'a+', 0o600)
    try {
      await cutTornLine(file)
    } catch (error) {
      await file.close()
      throw error
    }
    return new LineFile(file)
  }

  /** The lines, without their line feeds. */
  async *read(): AsyncGenerator<string, void> {
    yield* this.#file.readLines({ start: 0, autoClose: false })
  }

  /** Comes back when the line outlives a power cut. */
  async append(line: string): Promise<void> {
    const written = new Promise<void>((done, fail) => this.#waiting.push({ line, done, fail }))
    this.#writing ??= this.#writeAll()
    return written
  }

  /** Waits for what is being written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing
    await this.#file.close()
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        if (this.#failure === undefined) await this.#write(batch.map(({ line }) => `${line}\n`).join(''))
      } catch (cause) {
        this.#failure = { cause }
      }
      for (const { done, fail } of batch)
        if (this.#failure === undefined) done()
        else fail(this.#failure.cause)
    }
    this.#writing = undefined
  }

  async #write(text: string): Promise<void> {
    await this.#file.appendFile(text)
    await this.#file.datasync()
  }
}

const blockSize = 65_536
const lineFeed = 0x0a

/** Cuts the file behind its last line feed. */
async function cutTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat()
  const block = Buffer.alloc(blockSize)
  for (let end = size; end > 0; end -= blockSize) {
    const start = Math.max(0, end - blockSize)
    const { bytesRead } = await file.read(block, 0, end - start, start)
    const last = block.subarray(0, bytesRead).lastIndexOf(lineFeed)
    if (last === -1) continue
    if (start + last + 1 < size) await file.truncate(start + last + 1)
    return
  }
  if (size > 0) await file.truncate(0)
}
