import type { CampaignPlan } from '@autoopt/optimizer'
import { formatCost } from '../run/print-trace.ts'
import { countOf } from '../terminal/count-of.ts'
import { formatCount } from '../terminal/format-count.ts'
import type { CampaignBounds } from './campaign-limits.ts'
import type { CampaignSubject } from './open-campaign.ts'

/** What a campaign is going to do and take, for a person, before anything is paid for. */
export function describePlan(
  { split, cost }: CampaignPlan,
  { subject, bounds, reflection }: { subject: CampaignSubject; bounds: CampaignBounds; reflection: string },
): string[] {
  const { cases, components, baseline } = subject
  const { budget, reflectionCalls } = cost
  const { task } = baseline.manifest.model_roles
  const held = split.holdout.length === 0 ? '' : `, ${split.holdout.length} of them held out`
  return [
    `${baseline.manifest.workflow.label || baseline.manifest.workflow.id}: ${countOf(components.length, 'prompt')} may change; ${countOf(cases.length, 'case')}${held}.`,
    split.reason,
    `budget ${bounds.budget}: at most ${formatCount(budget.runs)} runs of the workflow, ${formatCount(budget.confirmRuns)} of them kept to confirm${capsOf(bounds)}`,
    `models: ${task ?? 'those of the file'}; ${reflection} thinks of changes, in about ${formatCount(reflectionCalls)} calls`,
    costOf(cost, bounds),
    ...(bounds.mayExceed ? ['Iterations may make more calls than that; the caps hold all the same.'] : []),
  ]
}

function capsOf({ limits: { calls, costUsd, minutes } }: CampaignBounds): string {
  const caps = [
    ...(calls === undefined ? [] : [`${formatCount(calls)} calls`]),
    ...(costUsd === undefined ? [] : [formatCost(costUsd)]),
    ...(minutes === undefined ? [] : [`${minutes} minutes`]),
  ]
  return caps.length === 0 ? '' : `; never more than ${caps.join(', ')}`
}

function costOf(
  { budget, calls }: CampaignPlan['cost'],
  { runCostUsd, unknownPrices, limits }: CampaignBounds,
): string {
  const about = calls === null ? '' : `about ${formatCount(Math.min(calls, limits.calls ?? Infinity))} model calls; `
  if (runCostUsd === null) return `${about}cost unknown: nobody knows the price of ${unknownPrices.join(', ')}`
  if (runCostUsd.most === 0) return `${about}no cost`
  const cap = limits.costUsd ?? Infinity
  const [least, most] = [runCostUsd.least, runCostUsd.most].map((cost) => Math.min(cost * budget.runs, cap))
  return `${about}the runs cost ${formatCost(least ?? 0)} to ${formatCost(most ?? 0)}, and what the thinking takes`
}
