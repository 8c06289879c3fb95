import type { FinalistReport } from '@autoopt/optimizer'
import { formatCost } from '../run/print-trace.ts'
import { countOf } from '../terminal/count-of.ts'
import { formatCount } from '../terminal/format-count.ts'
import type { CampaignReport } from './campaign-report.ts'
import { signedPoints } from './signed-points.ts'

const titles = {
  deploy: 'deploy: proven better',
  canary: 'canary: likely better, worth a careful trial',
  keep: 'keep: stay with what there is',
  inconclusive: 'inconclusive: too little was measured to say',
} as const

/** The verdict of a campaign in one line. */
export function verdictTitle({ verdict, simulated }: CampaignReport): string {
  return `${titles[verdict]}${simulated ? ' (simulated: no language model answered)' : ''}`
}

/** Facts of a campaign as pairs of a name and a sentence. */
export function resultFacts(report: CampaignReport): (readonly [name: string, fact: string])[] {
  const { statistics, baseline_score: before, variant_score: after, spent, holdout } = report
  return [
    ['why', report.reason],
    ...(before === null || after === null
      ? []
      : [['score', `${points(before)} → ${points(after)} of 100 (${signedPoints(report.improvement)})`] as const]),
    ...(statistics === null ? [] : factsOf(statistics)),
    ...(holdout === null ? [] : [['held-out cases', holdout.summary] as const]),
    [
      'spent',
      `${countOf(spent.runs, 'run')}, ${countOf(spent.calls, 'model call')}, ${formatCount(spent.tokens)} tokens, ${formatCost(spent.cost_usd)}`,
    ],
  ]
}

function factsOf(finalist: FinalistReport): (readonly [string, string])[] {
  const { interval, p_adjusted: p, won, lost, tied, usage, guards, detectable_difference, extra_cases } = finalist
  const broken = guards.filter(({ passed }) => !passed)
  return [
    ...(interval === null
      ? []
      : [
          [
            'effect',
            `${signedPoints(finalist.difference)} points, ${Math.round(100 * interval.level)} % interval ${signedPoints(interval.low)} to ${signedPoints(interval.high)}, p = ${p.toFixed(4)}`,
          ] as const,
        ]),
    ['cases', `${won.length} won, ${lost.length} lost, ${tied} tied`],
    ...(usage === null ? [] : [['cost and time', usageOf(usage)] as const]),
    ...broken.map(({ guard, reason }) => [`guard ${guard}`, reason] as const),
    ...(detectable_difference === null
      ? []
      : [
          [
            'could have found',
            `a true difference of ${(100 * detectable_difference).toFixed(1)} points, 4 times in 5`,
          ] as const,
        ]),
    ...(extra_cases === null || extra_cases === 0
      ? []
      : [['to settle it', `${countOf(extra_cases, 'more case')}, if the difference is as it looks`] as const]),
  ]
}

function usageOf({ cost_usd, total_tokens, mean_ms }: NonNullable<FinalistReport['usage']>): string {
  const change = ({ baseline, candidate }: { readonly baseline: number; readonly candidate: number }): string =>
    baseline === 0 ? '' : ` (${signedPercent(candidate / baseline - 1)})`
  const cost =
    cost_usd === null
      ? 'cost unknown'
      : `${formatCost(cost_usd.baseline)} → ${formatCost(cost_usd.candidate)} a run${change(cost_usd)}`
  const tokens = `${formatCount(Math.round(total_tokens.baseline))} → ${formatCount(Math.round(total_tokens.candidate))} tokens${change(total_tokens)}`
  const time = `${Math.round(mean_ms.baseline)} → ${Math.round(mean_ms.candidate)} ms${change(mean_ms)}`
  return [cost, tokens, time].join(', ')
}

function signedPercent(share: number): string {
  const percent = Math.round(100 * share)
  return `${percent >= 0 ? '+' : ''}${percent} %`
}

function points(score: number): string {
  return (100 * score).toFixed(1)
}
