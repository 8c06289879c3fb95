import type { CostMetrics, SliceMetrics } from '../analysis/metrics-schemas.ts'
import { formatPercent } from '../analysis/format-percent.ts'

const unknown = '–'

export function formatShare(share: number | null): string {
  return share === null ? unknown : formatPercent(share)
}

/** Three digits after the point, as a score in 0…1 needs them. */
export function formatScore(score: number | null): string {
  return score === null ? unknown : score.toFixed(3)
}

/** Milliseconds below a second, else seconds. */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) return unknown
  return milliseconds < 1000 ? `${Number(milliseconds.toPrecision(3))} ms` : `${(milliseconds / 1000).toFixed(2)} s`
}

/** A sum of which a part is unknown is marked as one that is at least so much. */
export function formatCost({ total_usd: total, known_usd: known, unknown_count: missing }: CostMetrics): string {
  if (total !== null) return formatDollars(total)
  return known === 0 ? unknown : `≥ ${formatDollars(known)} (${missing} unknown)`
}

function formatDollars(dollars: number): string {
  return dollars === 0 ? '$0' : `$${dollars < 0.01 ? Number(dollars.toPrecision(2)) : dollars.toFixed(2)}`
}

/** The rate with its interval. */
export function formatRate({ success_rate: rate, success_rate_interval: limits }: SliceMetrics): string {
  if (rate === null) return unknown
  return limits === null
    ? formatPercent(rate)
    : `${formatPercent(rate)} (${formatPercent(limits.low)} to ${formatPercent(limits.high)})`
}
