import type { CampaignJournal } from './campaign-journal.ts'
import type { JournalRecord } from './journal-record.ts'

/** A journal that lasts as long as the process. */
export class MemoryJournal implements CampaignJournal {
  readonly #records: JournalRecord[]

  constructor(records: readonly JournalRecord[] = []) {
    this.#records = [...records]
  }

  async *read(): AsyncGenerator<JournalRecord, void> {
    yield* this.#records
  }

  async append(record: JournalRecord): Promise<void> {
    this.#records.push(record)
  }
}
