import { type ConfirmLevel, confirmLevel, recordConfirmTest } from '../confirm/confirm-level.ts'
import type { Confirmation } from '../confirm/confirmation.ts'
import { recordHoldoutUse } from '../confirm/holdout-record.ts'
import type { CaseSplit } from '../splits/split-cases.ts'
import { ImpactAssessor } from '../stages/impact-assessor.ts'
import { type Opportunity, OpportunityAnalyzer } from '../stages/opportunity-analyzer.ts'
import { OptimizationPlanner } from '../stages/optimization-planner.ts'
import { OptimizationValidator } from '../stages/optimization-validator.ts'
import type { CampaignEvent, Stage } from './campaign-event.ts'
import type { CampaignOptions } from './campaign-options.ts'
import type { CampaignResult } from './campaign-result.ts'
import { EventChannel } from './event-channel.ts'
import { openCampaign, type OpenCampaign } from './open-campaign.ts'
import { openSearch } from './open-search.ts'
import { reportHoldout } from './report-holdout.ts'
import { type FirstLook, lookAtSeed } from './search/first-look.ts'
import { variantIdOf } from './search/candidate-ids.ts'
import { learnEffects } from './search/learn-effects.ts'
import type { Search } from './search/search.ts'
import { searchLoop, type SearchOutcome } from './search/search-loop.ts'
import { readStrategies } from './search/search-strategies.ts'
import { simplifyIncumbent } from './simplify-incumbent.ts'
import { summarizeCampaign } from './summarize-campaign.ts'

/**
 * Runs one optimization from the first look to the verdict, and tells what it does. The last event is `finished`, with the result.
 *
 * For equal options and equal answers of the workflow and of the model it does the same things, whatever finishes first. So a campaign
 * that was interrupted goes on when it is run again with its journal: nothing that is in there is paid for again. To stop listening stops it.
 * It may go on with another budget, other limits and prices. Before its verdict that makes no difference to having had them from the start;
 * after it, what the verdict took is spent, and the next one is one test more on these cases.
 *
 * @throws {@link JournalMismatchError} when the journal belongs to another campaign.
 * @throws {@link CapSpentError} when it has used more already than it may now.
 * @throws {@link BudgetTooSmallError} when the budget cannot show anything.
 * @throws {@link UnknownPriceError} when a cap cannot be kept for want of a price or a bound.
 * @throws {@link ModelStrategyError} when a strategy needs a model and there is none.
 * @throws {@link TooManyMissingError} when more than a fifth of the runs fails for reasons outside of the workflow.
 */
export async function* runCampaign(options: CampaignOptions): AsyncGenerator<CampaignEvent, CampaignResult> {
  const channel = new EventChannel<CampaignEvent>()
  const left = new AbortController()
  const signal = options.signal === undefined ? left.signal : AbortSignal.any([options.signal, left.signal])
  try {
    const result = yield* channel.follow(runToVerdict({ ...options, signal }, (event) => channel.emit(event)))
    yield { type: 'finished', result }
    return result
  } finally {
    // Whoever stops listening stops the campaign: what is in flight is told, and nothing more is begun.
    left.abort()
  }
}

type Emit = (event: CampaignEvent) => void

async function runToVerdict(options: CampaignOptions, emit: Emit): Promise<CampaignResult> {
  const strategies = readStrategies(options.strategies, { hasModel: options.reflectionModel !== undefined })
  const opened = await openCampaign(options)
  const { spending, journal, replay, followed, clock } = opened
  const { split, cost, record } = opened.plan
  const plan = cost.budget
  emit({ type: 'planned', plan: cost, split: { plan: split.plan, cap: split.cap, reason: split.reason } })
  spending.plan({ runs: plan.runs, kept: plan.runs - plan.searchRuns })
  const search = openSearch(options, { split, plan, strategies, journal, replay, spending, followed, emit })

  const level = levelOf(options, opened)
  await followed.enter(0)
  const look = await lookAtSeed(search)
  const opportunities = analyze(search, emit)
  planSearch(search, { opportunities, split, level, emit })
  const outcome = await runSearch(search, look, opened)
  await followed.end(outcome.rounds + 1)
  emit({ type: 'stage_started', stage: 'validation' })
  const candidate = await simplifyIncumbent(search, outcome.incumbent)
  const { worthwhile, margins } = options
  const validation = await new OptimizationValidator(search, {
    candidate,
    split,
    effects: outcome.effects,
    alpha: level.level,
    ...(worthwhile === undefined ? {} : { worthwhile }),
    ...(margins === undefined ? {} : { margins }),
  }).validate()
  const { confirmation } = validation
  if (confirmation !== null) await tellVerdict(confirmation, opened, emit)
  const { campaignId, startedAt } = opened
  const use = { split, record, campaignId, at: startedAt }
  const holdout = await reportHoldout(search, validation.candidate, use)
  const times = earlierVerdicts(opened) + 1
  const looked = holdout === null ? record : recordHoldoutUse(record, use)
  const holdoutRecord = confirmation === null ? looked : recordConfirmTest(looked, { ...use, confirmation, times })
  const reports = { opportunities, holdout, holdoutRecord, campaignId }
  const result = summarizeCampaign(search, { outcome, validation, level, ...reports })
  emit({ type: 'stage_decided', stage: 'validation', decision: result.verdict, reason: result.reason })
  emit({ type: 'spent', totals: spending.totals, elapsedMs: clock.elapsedMs })
  return result
}

/** After a verdict more runs of the same campaign are one test more on its cases. */
function levelOf({ alpha, alphaPolicy: policy }: CampaignOptions, opened: OpenCampaign): ConfirmLevel {
  const { split, record } = opened.plan
  return confirmLevel(record, {
    cases: split.selection,
    campaignId: opened.campaignId,
    verdicts: earlierVerdicts(opened),
    ...(alpha === undefined ? {} : { alpha }),
    ...(policy === undefined ? {} : { policy }),
  })
}

function earlierVerdicts({ replay }: OpenCampaign): number {
  return replay.earlier?.verdicts ?? 0
}

async function tellVerdict(confirmation: Confirmation, opened: OpenCampaign, emit: Emit): Promise<void> {
  const { verdict, alpha } = confirmation
  const { journal, replay } = opened
  const isTold = replay.verdicts > earlierVerdicts(opened)
  if (!isTold) await journal.append({ kind: 'verdict', verdict, alpha })
  emit({ type: 'confirmed', confirmation })
}

function analyze(search: Search, emit: Emit): Opportunity[] {
  const { components, cases, store, graph, seed } = search
  emit({ type: 'stage_started', stage: 'opportunity_analysis' })
  const results = store.results(variantIdOf(seed, search))
  const opportunities = new OpportunityAnalyzer().analyze({
    components,
    cases,
    results,
    ...(graph === undefined ? {} : { graph }),
  })
  const [first] = opportunities
  const reason = first === undefined ? 'Nothing is wrong with these runs.' : `The greatest: ${first.description}`
  decide(emit, 'opportunity_analysis', { decision: `${opportunities.length} opportunities`, reason })
  return opportunities
}

interface PlanningContext {
  readonly opportunities: readonly Opportunity[]
  readonly split: CaseSplit
  readonly level: ConfirmLevel
  readonly emit: Emit
}

function planSearch({ components, plan }: Search, { opportunities, split, level, emit }: PlanningContext): void {
  emit({ type: 'stage_started', stage: 'impact_assessment' })
  const cases = split.selection
  const repeats = Math.floor(plan.confirmRuns / (2 * cases.length))
  const assessment = new ImpactAssessor().assess(opportunities, { cases, components, repeats, alpha: level.level })
  const provable = assessment.impacts.filter(({ isProvable }) => isProvable).length
  const detectable =
    assessment.detectableGain === null ? 'no gain' : `${(100 * assessment.detectableGain).toFixed(1)} points`
  const reason = `The confirmation would find ${detectable} 4 times in 5.`
  decide(emit, 'impact_assessment', { decision: `${provable} of ${opportunities.length} could be proven`, reason })
  emit({ type: 'stage_started', stage: 'planning' })
  const { componentIds, reason: where } = new OptimizationPlanner().planSearch(assessment, components)
  decide(emit, 'planning', { decision: componentIds.join(', '), reason: where })
}

function decide(emit: Emit, stage: Stage, what: { readonly decision: string; readonly reason: string }): void {
  emit({ type: 'stage_decided', stage, ...what })
}

async function runSearch(search: Search, look: FirstLook, { clock, followed }: OpenCampaign): Promise<SearchOutcome> {
  if (look.isSaturated)
    return { incumbent: search.seed, effects: learnEffects(search), stopReason: 'saturated', rounds: 0 }
  return searchLoop(search, look, {
    enter: async (round) => followed.enter(round),
    isTimeUp: (round) => {
      search.emit({ type: 'spent', totals: search.spending.totals, elapsedMs: clock.elapsedMs })
      return clock.isTimeUp(`round ${round}`)
    },
  })
}
