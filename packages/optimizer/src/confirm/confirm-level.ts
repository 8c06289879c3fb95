import type { TestCase } from '@autoopt/config'
import type { Confirmation } from './confirmation.ts'
import type { HoldoutRecord } from './holdout-record.ts'
import { type AlphaPolicy, type ConfirmTest, nextAlpha } from './test-ledger.ts'

/** From this share of known cases on, a test is one more on the same cases. */
const sameFrom = 0.5

export interface ConfirmLevelOptions {
  /** The cases that the confirmation is to be made on. */
  readonly cases: readonly TestCase[]
  readonly campaignId: string
  /** Verdicts that the campaign came to before it went on with more runs. Default: 0. */
  readonly verdicts?: number
  /** How often something useless may be deployed in all. Default: 0.05. */
  readonly alpha?: number
  /** Default: `spending`. */
  readonly policy?: AlphaPolicy
}

/** The level that a confirmation is held to. */
export interface ConfirmLevel {
  readonly level: number
  /** The level that campaigns on these cases share. */
  readonly alpha: number
  /** Tests that were made on these cases before. */
  readonly earlier: number
}

/** Looks up what was tested on the same cases before: the more it was, the more is asked. */
export function confirmLevel(record: HoldoutRecord, options: ConfirmLevelOptions): ConfirmLevel {
  const { cases, campaignId, verdicts = 0, alpha = 0.05, policy = 'spending' } = options
  const ids = new Set(cases.map(({ case_id }) => case_id))
  const others = record.tests.filter(
    ({ campaign_id, case_ids }) =>
      campaign_id !== campaignId && case_ids.filter((id) => ids.has(id)).length >= sameFrom * ids.size,
  )
  const earlier = [
    ...others.flatMap(({ times, is_discovery }) => vain(times - 1).concat({ is_discovery })),
    ...vain(verdicts),
  ]
  return { level: nextAlpha(earlier, { policy, alpha }), alpha, earlier: earlier.length }
}

/** Whoever goes on after a verdict was not content with it. */
function vain(count: number): { readonly is_discovery: boolean }[] {
  return Array.from({ length: count }, () => ({ is_discovery: false }))
}

export interface RecordedTest {
  readonly confirmation: Confirmation
  readonly campaignId: string
  readonly at: Date
  /** Verdicts of the campaign, this one included. Default: 1. */
  readonly times?: number
}

/** The record with the test of a campaign, in the place of what it noted before. */
export function recordConfirmTest(
  record: HoldoutRecord,
  { confirmation, campaignId, at, times = 1 }: RecordedTest,
): HoldoutRecord {
  const { alpha, verdict, finalists, case_ids } = confirmation
  const test: ConfirmTest = {
    campaign_id: campaignId,
    at: at.toISOString(),
    alpha,
    p: finalists[0]?.p_adjusted ?? 1,
    is_discovery: verdict === 'deploy',
    case_ids,
    times,
  }
  return { ...record, tests: [...record.tests.filter(({ campaign_id }) => campaign_id !== campaignId), test] }
}

/** Why something is not proven that the whole level would have proven; empty when that is not so. */
export function explainLevel({ verdict, finalists }: Confirmation, { level, alpha, earlier }: ConfirmLevel): string {
  const [finalist] = finalists
  if (verdict === 'deploy' || finalist === undefined || finalist.p_adjusted >= alpha || finalist.p_adjusted < level)
    return ''
  if (earlier === 0)
    return ` Of the first test on these cases p below ${level.toFixed(4)} is asked for: a part of ${alpha} is kept for others.`
  const tests = earlier === 1 ? 'One test was' : `${earlier} tests were`
  return ` ${tests} made on these cases before, so p below ${level.toFixed(4)} is asked for, not below ${alpha}; new cases give the whole level back.`
}
