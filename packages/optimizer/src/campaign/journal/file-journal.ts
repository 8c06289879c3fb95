/**
 * A journal as a file of JSON lines.
 *
 * - A record counts when its line ends in a line feed that has reached the disk. Records that wait together go out in one write and
 *   one flush.
 * - A process that dies in the middle of a write leaves a torn last line. It is cut off when the file is opened: its record was never
 *   promised to anybody.
 * - Any other line that cannot be read is damage, and an error.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DamagedJournalError } from '../errors.ts'
import type { CampaignJournal } from './campaign-journal.ts'
import { type JournalRecord, journalRecordSchema } from './journal-record.ts'

interface Waiting {
  readonly line: string
  readonly done: () => void
  readonly fail: (error: unknown) => void
}

/** Keeps a campaign's journal in a file. */
export class FileJournal implements CampaignJournal, AsyncDisposable {
  readonly #path: string
  readonly #file: FileHandle
  #waiting: Waiting[] = []
  #writing: Promise<void> | undefined

  private constructor(path: string, file: FileHandle) {
    this.#path = path
    this.#file = file
  }

  /** Opens the journal at a path, or begins one; folders are made as needed. */
  static async open(path: string): Promise<FileJournal> {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(path, 'a+', 0o600)
    try {
      await cutTornLine(file)
    } catch (error) {
      await file.close()
      throw error
    }
    return new FileJournal(path, file)
  }

  /** @throws {@link DamagedJournalError} when a line is no record. */
  async *read(): AsyncGenerator<JournalRecord, void> {
    let number = 0
    for await (const line of this.#file.readLines({ start: 0, autoClose: false })) {
      number += 1
      yield parseLine(line, { path: this.#path, line: number })
    }
  }

  async append(record: JournalRecord): Promise<void> {
    const line = `${JSON.stringify(record)}\n`
    const written = new Promise<void>((done, fail) => this.#waiting.push({ line, done, fail }))
    this.#writing ??= this.#writeAll()
    return written
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing
    await this.#file.close()
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        await this.#file.appendFile(batch.map(({ line }) => line).join(''))
        await this.#file.datasync()
        for (const { done } of batch) done()
      } catch (error) {
        for (const { fail } of batch) fail(error)
      }
    }
    this.#writing = undefined
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

function parseLine(line: string, place: { readonly path: string; readonly line: number }): JournalRecord {
  try {
    return journalRecordSchema.parse(JSON.parse(line))
  } catch (cause) {
    throw new DamagedJournalError(place, { cause })
  }
}
