import { areSameTerms, termsOf } from './budget/campaign-terms.ts'
import { countPaid, FollowedRounds } from './budget/followed-rounds.ts'
import { requireUnspent } from './budget/require-unspent.ts'
import { Spending } from './budget/spending.ts'
import { identifyCampaign, nameCampaign, requireSame } from './campaign-identity.ts'
import type { CampaignOptions } from './campaign-options.ts'
import { JournalReplay } from './journal/journal-replay.ts'
import type { JournalPorts } from './journal/journaled-evaluate.ts'
import { MemoryJournal } from './journal/memory-journal.ts'
import { type CampaignPlan, planCampaign, type PlanBefore } from './plan-campaign.ts'
import { WorkClock } from './work-clock.ts'

/** What a campaign stands on: its plan, its journal, its budget, its time. */
export interface OpenCampaign extends JournalPorts {
  readonly plan: CampaignPlan
  readonly clock: WorkClock
  readonly campaignId: string
  /** When its first session began. */
  readonly startedAt: Date
}

/**
 * Begins a campaign, or takes one up again, with other terms if need be. Nothing is paid for.
 *
 * @throws {@link JournalMismatchError} when the journal belongs to another campaign.
 * @throws {@link CapSpentError} when more is spent than the terms of now allow.
 * @throws {@link BudgetTooSmallError} when the budget, or what is left of it, cannot show anything.
 * @throws {@link UnknownPriceError} when a cap cannot be kept for want of a bound or a price.
 */
export async function openCampaign(options: CampaignOptions): Promise<OpenCampaign> {
  const { limits = {}, runBounds = {}, now = () => new Date(), journal = new MemoryJournal() } = options
  const { minutes, ...caps } = limits
  const identity = identifyCampaign(options)
  const terms = termsOf(options)
  const replay = await JournalReplay.read(journal)
  const known = replay.campaign
  if (known !== undefined) requireSame(known.identity, identity)
  const changed = replay.terms === undefined || areSameTerms(replay.terms, terms) ? undefined : terms
  if (changed !== undefined) {
    requireUnspent(replay, options)
    replay.add({ kind: 'terms', terms: changed })
  }
  const before = beforeOf(replay, options)
  const plan = planCampaign(options, before)
  const startedAt = known === undefined ? now() : new Date(known.started_at)
  if (known === undefined)
    await journal.append({ kind: 'campaign', format: 1, started_at: startedAt.toISOString(), identity, terms })
  if (changed !== undefined) await journal.append({ kind: 'terms', terms: changed })
  const { others: sunkRuns = 0 } = before?.spent.runs ?? {}
  const { reflectionPrice: price } = options
  const followed = new FollowedRounds({
    journal,
    replay,
    limits: caps,
    bounds: runBounds,
    sunkRuns,
    ...(price === undefined ? {} : { price }),
  })
  const clock = new WorkClock({ journal, replay, now, ...(minutes === undefined ? {} : { minutes }) })
  const campaignId = options.campaignId ?? nameCampaign(known?.identity ?? identity, known?.terms ?? terms)
  return { plan, journal, replay, spending: followed.spending, followed, clock, startedAt, campaignId }
}

/** What lies behind a campaign whose terms have changed. */
function beforeOf({ campaign, earlier }: JournalReplay, options: CampaignOptions): PlanBefore | undefined {
  if (campaign === undefined || earlier === undefined) return undefined
  const { limits: { minutes: _, ...caps } = {}, runBounds = {}, reflectionPrice } = options
  const spending = new Spending(caps, runBounds)
  const { budget } = campaign.terms
  if (earlier.isWhole) return { spent: { budget }, spending }
  countPaid(spending, earlier, reflectionPrice)
  const search = earlier.results.filter(({ purpose }) => purpose === 'baseline' || purpose === 'search').length
  return { spent: { budget, runs: { search, others: earlier.results.length - search } }, spending }
}
