import type { CampaignJournal } from './journal/campaign-journal.ts'
import type { JournalReplay } from './journal/journal-replay.ts'

export interface WorkClockOptions {
  readonly journal: CampaignJournal
  readonly replay: JournalReplay
  readonly now: () => Date
  /** Working time that is allowed; without it time is never up. */
  readonly minutes?: number
}

/** Measures how long a campaign has worked in all its sessions, and notes what follows from it, so that a replay decides alike. */
export class WorkClock {
  readonly #options: WorkClockOptions
  readonly #start: number

  constructor(options: WorkClockOptions) {
    this.#options = options
    this.#start = options.now().getTime() - options.replay.elapsedMs
  }

  get elapsedMs(): number {
    return Math.max(0, this.#options.now().getTime() - this.#start)
  }

  /** Whether the time is up; what was once decided under a name stays so. */
  async isTimeUp(key: string): Promise<boolean> {
    const { journal, replay, minutes } = this.#options
    const known = replay.decision(key)
    if (known !== undefined) return known
    const value = minutes !== undefined && this.elapsedMs >= minutes * 60_000
    await journal.append({ kind: 'decision', key, value, elapsed_ms: this.elapsedMs })
    return value
  }
}
