import type { CampaignOptions } from '../campaign-options.ts'
import { CapSpentError } from '../errors.ts'
import type { JournalReplay } from '../journal/journal-replay.ts'
import { countPaid } from './followed-rounds.ts'
import { Spending } from './spending.ts'

/** @throws {@link CapSpentError} when a cap is below what a campaign has used already. */
export function requireUnspent(
  replay: JournalReplay,
  { limits = {}, reflectionPrice }: Pick<CampaignOptions, 'limits' | 'reflectionPrice'>,
): void {
  const spending = new Spending({}, {})
  countPaid(spending, replay.paid, reflectionPrice)
  const { runs, calls, costUsd } = spending.totals
  const used = [
    ['runs', limits.runs, runs],
    ['model calls', limits.calls, calls],
    ['dollars', limits.costUsd, costUsd],
    ['minutes', limits.minutes, replay.elapsedMs / 60_000],
  ] as const
  for (const [cap, allowed, spent] of used)
    if (allowed !== undefined && spent > allowed + rounding)
      throw new CapSpentError({ cap, allowed, spent: Math.round(spent * 1e4) / 1e4 })
}

/** Sums of dollars are not exact. */
const rounding = 1e-9
