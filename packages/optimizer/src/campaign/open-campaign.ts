import { Spending } from './budget/spending.ts'
import { identifyCampaign, nameCampaign, requireSame } from './campaign-identity.ts'
import type { CampaignOptions } from './campaign-options.ts'
import { JournalReplay } from './journal/journal-replay.ts'
import type { JournalPorts } from './journal/journaled-evaluate.ts'
import { MemoryJournal } from './journal/memory-journal.ts'
import { WorkClock } from './work-clock.ts'

/** What a campaign stands on: its journal, its budget, its time. */
export interface OpenCampaign extends JournalPorts {
  readonly clock: WorkClock
  readonly campaignId: string
  /** When its first session began. */
  readonly startedAt: Date
}

/**
 * Begins a campaign, or takes one up again. Nothing is paid for.
 *
 * @throws {@link JournalMismatchError} when the journal belongs to another campaign.
 * @throws {@link UnknownPriceError} when a cap cannot be kept for want of a bound or a price.
 */
export async function openCampaign(options: CampaignOptions): Promise<OpenCampaign> {
  const { limits = {}, runBounds = {}, now = () => new Date(), journal = new MemoryJournal() } = options
  const { minutes, ...caps } = limits
  const spending = new Spending(caps, runBounds)
  const identity = identifyCampaign(options)
  const replay = await JournalReplay.read(journal)
  const known = replay.campaign
  const startedAt = known === undefined ? now() : new Date(known.started_at)
  if (known === undefined)
    await journal.append({ kind: 'campaign', format: 1, started_at: startedAt.toISOString(), identity })
  else requireSame(known.identity, identity)
  const clock = new WorkClock({ journal, replay, now, ...(minutes === undefined ? {} : { minutes }) })
  return { journal, replay, spending, clock, startedAt, campaignId: options.campaignId ?? nameCampaign(identity) }
}
