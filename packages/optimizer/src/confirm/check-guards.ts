import type { TestCase } from '@autoopt/config'
import { brokenCases } from '../race/broken-cases.ts'
import type { ObservationStore, PairOptions } from '../race/observation-store.ts'
import { brokenGates } from './broken-gates.ts'
import type { GuardMargins, GuardResult } from './guard.ts'
import { segmentLosses } from './segment-losses.ts'
import type { UsageChange } from './usage-change.ts'

export interface GuardOptions extends PairOptions {
  readonly store: ObservationStore
  readonly margins: GuardMargins
  readonly usage: UsageChange
}

/** Nobody has said what a gain may cost: up to twice as much a better answer speaks for itself, beyond that a person decides. */
const defaultIncrease = 1
/** Nobody has to be asked about less, for one run, however little the baseline takes. */
const trifle = { usd: 0.001, tokens: 1000, ms: 1000 } as const

/** Asks of everything that must not get worse whether it did; guards whose margin is `null` are not asked. */
export function checkGuards(cases: readonly TestCase[], options: GuardOptions): GuardResult[] {
  const { margins, usage } = options
  const { costIncrease, latencyIncrease, segmentLoss = 0.05 } = margins
  const guards = [mustPass(cases, options), gates(cases, options)]
  if (costIncrease !== null) guards.push(cost(usage, costIncrease))
  if (latencyIncrease !== null)
    guards.push(
      increase('latency', {
        of: 'The 95th percentile of the time of a run',
        ...usage.p95_ms,
        margin: latencyIncrease,
        trifling: trifle.ms,
      }),
    )
  if (segmentLoss !== null) guards.push(segments(cases, { ...options, margin: segmentLoss }))
  return guards
}

function mustPass(cases: readonly TestCase[], options: GuardOptions): GuardResult {
  const broken = brokenCases(cases, options)
  const reason =
    broken.length === 0
      ? 'No case that must pass passes less often than before.'
      : `${listed(broken)} must pass and ${broken.length === 1 ? 'passes' : 'pass'} less often than before.`
  return { guard: 'must_pass', passed: broken.length === 0, blocks: true, reason, case_ids: broken }
}

function gates(cases: readonly TestCase[], options: GuardOptions): GuardResult {
  const { broken, before, after, isWorse } = brokenGates(cases, options)
  const passed = broken.length === 0 && !isWorse
  const reason = passed
    ? 'No gate that was kept is broken now.'
    : broken.length > 0
      ? `A gate that was always kept is broken in ${listed(broken)}.`
      : `Gates are broken in ${after} runs, and were in ${before}.`
  return { guard: 'gate', passed, blocks: true, reason, case_ids: [...broken] }
}

function cost({ cost_usd, total_tokens }: UsageChange, margin: number | undefined): GuardResult {
  if (cost_usd !== null)
    return increase('cost', { of: 'The mean cost of a run', ...cost_usd, margin, trifling: trifle.usd })
  const of = 'The mean number of tokens of a run (prices are unknown)'
  return increase('cost', { of, ...total_tokens, margin, trifling: trifle.tokens })
}

interface Increase {
  readonly of: string
  readonly baseline: number
  readonly candidate: number
  readonly margin: number | undefined
  /** So much more is nothing to ask about where no margin is given. */
  readonly trifling: number
}

function increase(guard: 'cost' | 'latency', { of, baseline, candidate, margin, trifling }: Increase): GuardResult {
  const most =
    margin === undefined ? Math.max(baseline * (1 + defaultIncrease), baseline + trifling) : baseline * (1 + margin)
  const passed = candidate <= most
  const percent = baseline === 0 ? 'from nothing' : `by ${Math.round((candidate / baseline - 1) * 100)} %`
  const within = margin === undefined ? 'what needs no asking' : `its margin of ${Math.round(margin * 100)} %`
  const excess =
    margin === undefined
      ? 'whether the gain is worth it is for a person to say'
      : `${Math.round(margin * 100)} % is allowed`
  const reason = passed ? `${of} stays within ${within}.` : `${of} rises ${percent}; ${excess}.`
  return { guard, passed, blocks: margin !== undefined, reason, case_ids: [] }
}

function segments(cases: readonly TestCase[], options: GuardOptions & { readonly margin: number }): GuardResult {
  const losses = segmentLosses(cases, options)
  const [worst] = losses
  const reason =
    worst === undefined
      ? 'No segment of 8 cases or more is worse.'
      : `${losses.map(({ segment, loss, caseIds }) => `The segment ${segment} (${caseIds.length} cases) loses ${(loss * 100).toFixed(1)} points`).join('; ')}.`
  const case_ids = losses.flatMap(({ caseIds }) => caseIds)
  return { guard: 'segment', passed: worst === undefined, blocks: true, reason, case_ids }
}

function listed(caseIds: readonly string[]): string {
  const shown = caseIds.slice(0, 5).join(', ')
  const more = caseIds.length > 5 ? ` and ${caseIds.length - 5} more` : ''
  return `${caseIds.length === 1 ? 'case' : 'cases'} ${shown}${more}`
}
