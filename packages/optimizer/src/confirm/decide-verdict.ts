import type { FinalistMeasures, FinalistReport } from './confirmation.ts'
import { describeGain, points } from './describe-gain.ts'
import { extraCases } from './extra-cases.ts'
import type { JudgeOptions } from './judge-finalists.ts'

const canaryAlpha = 0.2
const canaryBelief = 0.9

/** Measures with p adjusted for the number of finalists. */
type Adjusted = FinalistMeasures & Pick<FinalistReport, 'p_adjusted'>

type Decision = Pick<FinalistReport, 'verdict' | 'reason' | 'extra_cases'>

/**
 * Turns measures into a verdict, by these rules in this order:
 *
 * 1. Nothing to compare: `inconclusive`. A guard that blocks fails: `keep`.
 * 2. p below alpha and the whole interval above 0: `deploy`, or `canary` when one of the other guards fails.
 * 3. p below 0.2 and the belief in a gain above 0.9: `canary`.
 * 4. Not better in the sample, or no worthwhile gain within the interval: `keep`.
 * 5. Else `inconclusive`, with the number of cases that would settle it.
 *
 * A verdict above the cap becomes the cap.
 */
export function decideVerdict(measures: Adjusted, options: JudgeOptions): Decision {
  const { alpha = 0.05, worthwhile = 0.02 } = options
  const { interval, p_adjusted, probability_above, difference, guards } = measures
  if (interval === null) return nothingToCompare(measures)
  const failed = guards.filter(({ passed }) => !passed)
  const blocking = failed.filter(({ blocks }) => blocks)
  if (blocking.length > 0)
    return keepFor(
      blocking.map(({ reason }) => reason),
      measures,
    )
  const doubts = failed.map(({ reason }) => reason)
  if (p_adjusted < alpha && interval.low > 0) return capped('deploy', measures, doubted(doubts, options))
  if (p_adjusted < canaryAlpha && probability_above > canaryBelief) return capped('canary', measures, options)
  if (difference <= 0)
    return { verdict: 'keep', reason: `The baseline stays: ${describeGain(measures)}`, extra_cases: null }
  if (interval.high < worthwhile)
    return {
      verdict: 'keep',
      reason: `The baseline stays: a gain of ${points(worthwhile)} or more is ruled out. ${describeGain(measures)}`,
      extra_cases: null,
    }
  return unproven(measures, options)
}

function nothingToCompare({ units, missing_runs }: Adjusted): Decision {
  const missing = missing_runs === 0 ? '' : `; ${missing_runs} runs have no score`
  const reason = `Nothing can be concluded: ${units === 0 ? 'no' : 'only one'} independent case has scores of both variants${missing}.`
  return { verdict: 'inconclusive', reason, extra_cases: null }
}

function keepFor(reasons: readonly string[], measures: Adjusted): Decision {
  return {
    verdict: 'keep',
    reason: `The baseline stays. ${reasons.join(' ')} ${describeGain(measures)}`,
    extra_cases: null,
  }
}

/** What is proven better and yet in doubt goes to a part of the traffic at most. */
function doubted(doubts: readonly string[], options: JudgeOptions): JudgeOptions {
  const { cap = 'deploy', capReason } = options
  if (doubts.length === 0) return options
  const known = cap === 'deploy' || capReason === undefined ? [] : [capReason]
  return { ...options, cap: cap === 'deploy' ? 'canary' : cap, capReason: [...known, ...doubts].join(' ') }
}

function capped(verdict: 'deploy' | 'canary', measures: Adjusted, options: JudgeOptions): Decision {
  const { cap = 'deploy', capReason = 'The number of cases allows no stronger verdict.' } = options
  const gain = describeGain(measures)
  const extra_cases = verdict === 'deploy' ? null : extraCases(measures.variant_id, options)
  if (cap === 'inconclusive')
    return {
      verdict: cap,
      reason: `It looks better, but nothing is deployed by this: ${capReason} ${gain}`,
      extra_cases,
    }
  if (verdict === 'deploy' && cap === 'deploy') return { verdict, reason: `Proven better. ${gain}`, extra_cases }
  const limit = verdict === 'deploy' ? ` ${capReason}` : ''
  const settle = extra_cases === null ? '' : ` ${wouldSettle(extra_cases)}`
  return {
    verdict: 'canary',
    reason: `Promising: try it on a part of the traffic.${limit} ${gain}${settle}`,
    extra_cases,
  }
}

function unproven(measures: Adjusted, options: JudgeOptions): Decision {
  const extra_cases = extraCases(measures.variant_id, options)
  const { detectable_difference: detectable } = measures
  const power =
    detectable === null
      ? 'These cases are too few to find any difference.'
      : `With these cases a difference of ${points(detectable)} would have been found.`
  const reason = `Not proven. ${describeGain(measures)} ${power} ${wouldSettle(extra_cases)}`
  return { verdict: 'inconclusive', reason, extra_cases }
}

function wouldSettle(extra: number): string {
  return extra === 0
    ? 'A repetition would settle it.'
    : `About ${extra} more ${extra === 1 ? 'case' : 'cases'} would settle it.`
}
