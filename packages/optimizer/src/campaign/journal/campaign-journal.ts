import type { JournalRecord } from './journal-record.ts'

/**
 * The record of everything that a campaign paid for or decided. A campaign that is run again with its journal does the same
 * things, takes from the journal what is in there, and pays for the rest. One process works with a journal at a time.
 */
export interface CampaignJournal {
  /** What is recorded, in its order. */
  read(): AsyncIterable<JournalRecord>
  /** Comes back when the record outlives a crash. */
  append(record: JournalRecord): Promise<void>
}
