import type { RunSummary } from '../../analysis/run-summary.ts'
import { formatDuration, formatRate } from '../format-figures.ts'
import { barChart, type Bar } from './bar-chart.ts'
import { markup, type Markup } from './markup.ts'

type Variant = RunSummary['variants'][number]

/** Pictures of how often the variants pass and how long they take; none of what was not measured. */
export function summaryCharts({ variants }: RunSummary): Markup {
  const rates = variants.flatMap(rateBar)
  const times = variants.flatMap(timeBars)
  const end = Math.max(...times.map(({ value }) => value))
  const pictures = [
    ...(rates.length === 0 ? [] : [barChart({ title: 'Success rate, with its interval', end: 1, bars: rates })]),
    ...(times.length === 0 ? [] : [barChart({ title: 'Execution time', end, bars: times })]),
  ]
  return markup`${pictures}`
}

function rateBar(variant: Variant): Bar[] {
  const { success_rate: value, success_rate_interval: limits } = variant.metrics
  if (value === null) return []
  const ends = limits === null ? {} : { low: limits.low, high: limits.high }
  return [{ label: nameOf(variant), value, text: formatRate(variant.metrics), ...ends }]
}

function timeBars(variant: Variant): Bar[] {
  const times = variant.metrics.execution_ms
  if (times === null) return []
  return (['p50', 'p95'] as const).map((name) => ({
    label: `${nameOf(variant)} ${name}`,
    value: times[name],
    text: formatDuration(times[name]),
  }))
}

function nameOf({ workflow_id, variant_id }: Variant): string {
  return `${workflow_id} / ${variant_id}`
}
