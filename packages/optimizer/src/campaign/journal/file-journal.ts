import { DamagedJournalError } from '../errors.ts'
import type { CampaignJournal } from './campaign-journal.ts'
import { type JournalLock, lockJournal } from './journal-lock.ts'
import { type JournalRecord, journalRecordSchema } from './journal-record.ts'
import { LineFile } from './line-file.ts'

/** Keeps a campaign's journal in a file of JSON lines. One process at a time has it open. */
export class FileJournal implements CampaignJournal, AsyncDisposable {
  readonly #path: string
  readonly #lines: LineFile
  readonly #lock: JournalLock

  private constructor(path: string, parts: { readonly lines: LineFile; readonly lock: JournalLock }) {
    this.#path = path
    this.#lines = parts.lines
    this.#lock = parts.lock
  }

  /**
   * Opens the journal at a path, or begins one; folders are made as needed.
   *
   * @throws {@link JournalLockedError} when another process, or this one, has it open.
   */
  static async open(path: string): Promise<FileJournal> {
    const lock = await lockJournal(path)
    try {
      return new FileJournal(path, { lock, lines: await LineFile.open(path) })
    } catch (error) {
      await lock[Symbol.asyncDispose]()
      throw error
    }
  }

  /** @throws {@link DamagedJournalError} when a line is no record. */
  async *read(): AsyncGenerator<JournalRecord, void> {
    let number = 0
    for await (const line of this.#lines.read()) {
      number += 1
      yield parseLine(line, { path: this.#path, line: number })
    }
  }

  /** @throws {@link JournalTakenError} when another process took the journal over, as it may after a long standstill. */
  async append(record: JournalRecord): Promise<void> {
    this.#lock.requireHeld()
    return this.#lines.append(JSON.stringify(record))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#lines[Symbol.asyncDispose]()
    } finally {
      await this.#lock[Symbol.asyncDispose]()
    }
  }
}

function parseLine(line: string, place: { readonly path: string; readonly line: number }): JournalRecord {
  try {
    return journalRecordSchema.parse(JSON.parse(line))
  } catch (cause) {
    throw new DamagedJournalError(place, { cause })
  }
}
