import { toVariant } from '../search/candidate.ts'
import { Spending } from './budget/spending.ts'
import type { CampaignEvent } from './campaign-event.ts'
import { identifyCampaign, requireSame } from './campaign-identity.ts'
import type { CampaignOptions } from './campaign-options.ts'
import type { CampaignResult } from './campaign-result.ts'
import { confirmIncumbent } from './confirm-incumbent.ts'
import { EventChannel } from './event-channel.ts'
import { JournalReplay } from './journal/journal-replay.ts'
import { MemoryJournal } from './journal/memory-journal.ts'
import { openSearch } from './open-search.ts'
import { lookAtSeed } from './search/first-look.ts'
import { planCampaign } from './plan-campaign.ts'
import { searchLoop, type SearchOutcome } from './search/search-loop.ts'
import { learnEffects } from './search/learn-effects.ts'
import { summarizeCampaign } from './summarize-campaign.ts'
import { WorkClock } from './work-clock.ts'

/**
 * Runs one optimization from the first look to the verdict, and tells what it does. The last event is `finished`, with the result.
 *
 * For equal options and equal answers of the workflow and of the model it does the same things, whatever finishes first. So a campaign
 * that was interrupted goes on when it is run again with its journal: nothing that is in there is paid for again.
 *
 * @throws {@link JournalMismatchError} when the journal belongs to another campaign.
 * @throws {@link BudgetTooSmallError} when the budget cannot show anything.
 * @throws {@link UnknownPriceError} when a cap cannot be kept for want of a price or a bound.
 * @throws {@link TooManyMissingError} when more than a fifth of the runs fails for reasons outside of the workflow.
 */
export async function* runCampaign(options: CampaignOptions): AsyncGenerator<CampaignEvent, CampaignResult> {
  const channel = new EventChannel<CampaignEvent>()
  const result = yield* channel.follow(runToVerdict(options, (event) => channel.emit(event)))
  yield { type: 'finished', result }
  return result
}

async function runToVerdict(options: CampaignOptions, emit: (event: CampaignEvent) => void): Promise<CampaignResult> {
  const { limits = {}, now = () => new Date(), journal = new MemoryJournal() } = options
  const { minutes, ...caps } = limits
  const spending = new Spending(caps, options.runBounds ?? {})
  const replay = await JournalReplay.read(journal)
  const identity = identifyCampaign(options)
  if (replay.campaign === undefined)
    await journal.append({ kind: 'campaign', format: 1, started_at: now().toISOString(), identity })
  else requireSame(replay.campaign.identity, identity)
  const clock = new WorkClock({ journal, replay, now, ...(minutes === undefined ? {} : { minutes }) })

  const { split, budget: plan } = planCampaign(options, spending)
  spending.plan({ runs: plan.runs, kept: plan.confirmRuns })
  const search = openSearch(options, { split, plan, journal, replay, spending, emit })

  const look = await lookAtSeed(search)
  const outcome: SearchOutcome = look.isSaturated
    ? { incumbent: search.seed, effects: learnEffects(search), stopReason: 'saturated', rounds: 0 }
    : await searchLoop(search, look, { isTimeUp: (round) => clock.isTimeUp(`round ${round}`) })
  emit({ type: 'spent', totals: spending.totals, elapsedMs: clock.elapsedMs })
  const confirmation = await confirmIncumbent(search, { outcome, split, options })
  if (confirmation !== null) emit({ type: 'confirmed', confirmation })
  return summarizeCampaign(search, { outcome, confirmation, patches: toVariant(outcome.incumbent, search.seed).nodes })
}
