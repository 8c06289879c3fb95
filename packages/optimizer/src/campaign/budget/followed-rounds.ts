import type { CampaignJournal } from '../journal/campaign-journal.ts'
import type { JournalReplay, PaidRecords } from '../journal/journal-replay.ts'
import { callOfAnswer, type TokenPrice } from '../journal/call-of-answer.ts'
import { type RunBounds, Spending, type SpendingLimits } from './spending.ts'

export interface FollowedRoundsOptions {
  readonly journal: CampaignJournal
  readonly replay: JournalReplay
  readonly limits: SpendingLimits
  readonly bounds: RunBounds
  /** Runs that were paid for under earlier terms and that the plan does not reckon with. */
  readonly sunkRuns: number
  readonly price?: TokenPrice
}

/**
 * Takes a campaign whose terms have changed through what it did before they had a say, whatever they allow now: that is paid for. From there
 * on the terms of now decide; what was paid for and is not asked for again is counted as spent. Also notes, for the next change,
 * from which round on the terms had a say.
 */
export class FollowedRounds {
  readonly spending: Spending
  readonly #options: FollowedRoundsOptions
  #round = 0
  #noted: Promise<void> = Promise.resolve()

  constructor(options: FollowedRoundsOptions) {
    const { replay, limits, bounds, sunkRuns } = options
    this.#options = options
    this.spending = new Spending(limits, bounds, { sunkRuns, onShortage: () => this.#noteCut() })
    this.spending.isFollowing = replay.earlier !== undefined
  }

  /** Called where nothing is in flight: before the first look, which is round 0, and before each round. */
  async enter(round: number): Promise<void> {
    this.#round = round
    await this.#noted
    const { earlier } = this.#options.replay
    if (!this.spending.isFollowing || earlier === undefined || round < earlier.followUntil) return
    if (earlier.isWhole) this.spending.isFollowing = false
    else this.miss()
  }

  /** The search ended before this round. What comes then depends on the terms. */
  async end(round: number): Promise<void> {
    this.#round = round
    this.#noteCut()
    await this.#noted
    this.miss()
  }

  /** Something is not in the journal, so that this is not what was done before. */
  miss(): void {
    const { replay, price } = this.#options
    if (!this.spending.isFollowing) return
    this.spending.isFollowing = false
    countPaid(this.spending, replay.writeOff(), price)
  }

  /** Goes into the journal before whatever is done from now on. */
  #noteCut(): void {
    const { journal, replay } = this.#options
    if (replay.cut !== undefined) return
    const record = { kind: 'cut', round: this.#round } as const
    replay.add(record)
    this.#noted = journal.append(record)
    // Whoever enters the next round learns of a failure.
    this.#noted.catch(() => undefined)
  }
}

/** Counts records as spent. */
export function countPaid(spending: Spending, { results, answers }: PaidRecords, price?: TokenPrice): void {
  spending.endRuns(
    0,
    results.map(({ result }) => result),
  )
  for (const { answer } of answers) spending.count(callOfAnswer(answer, price))
}
