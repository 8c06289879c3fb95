import { parseCount } from '../arguments/parse-count.ts'
import { parseDollars } from '../arguments/parse-dollars.ts'
import { UsageError } from '../exit-code.ts'
import type { ObservedRun } from './observed-runs.ts'

export interface ThresholdFlags {
  readonly minSuccessRate?: string
  readonly maxErrorRate?: string
  readonly maxP95Ms?: string
  readonly maxCostUsd?: string
}

/** One threshold, with what was measured against it. */
export interface ThresholdState {
  readonly name: 'success_rate' | 'error_rate' | 'p95_ms' | 'cost_usd'
  readonly limit: number
  /** `null` when nobody knows. */
  readonly value: number | null
  readonly crossed: boolean
}

/** A threshold that a value is held against. */
export type Threshold = Pick<ThresholdState, 'name' | 'limit'>

/** @throws {@link UsageError} for flags that cannot be, and when there is no threshold at all. */
export function parseThresholds({ minSuccessRate, maxErrorRate, maxP95Ms, maxCostUsd }: ThresholdFlags): Threshold[] {
  const thresholds: Threshold[] = [
    ...(minSuccessRate === undefined
      ? []
      : [{ name: 'success_rate' as const, limit: parseShare('--min-success-rate', minSuccessRate) }]),
    ...(maxErrorRate === undefined
      ? []
      : [{ name: 'error_rate' as const, limit: parseShare('--max-error-rate', maxErrorRate) }]),
    ...(maxP95Ms === undefined ? [] : [{ name: 'p95_ms' as const, limit: parseCount('--max-p95-ms', maxP95Ms) }]),
    ...(maxCostUsd === undefined
      ? []
      : [{ name: 'cost_usd' as const, limit: parseDollars('--max-cost-usd', maxCostUsd) }]),
  ]
  if (thresholds.length > 0) return thresholds
  throw new UsageError(
    'There is nothing to watch for: give --min-success-rate, --max-error-rate, --max-p95-ms or --max-cost-usd.',
  )
}

/** Holds runs against thresholds. An unknown value crosses none. */
export function checkThresholds(runs: readonly ObservedRun[], thresholds: readonly Threshold[]): ThresholdState[] {
  return thresholds.map(({ name, limit }) => {
    const value = runs.length === 0 ? null : measures[name](runs)
    return { name, limit, value, crossed: value !== null && (name === 'success_rate' ? value < limit : value > limit) }
  })
}

const measures: Readonly<Record<Threshold['name'], (runs: readonly ObservedRun[]) => number | null>> = {
  success_rate: (runs) => shareOf(runs, 'passed'),
  error_rate: (runs) => shareOf(runs, 'error'),
  p95_ms: (runs) => {
    const sorted = runs.map(({ elapsedMs }) => elapsedMs).toSorted((one, other) => one - other)
    return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? null
  },
  cost_usd: (runs) => {
    const costs = runs.flatMap(({ costUsd }) => costUsd ?? [])
    return costs.length < runs.length ? null : costs.reduce((sum, cost) => sum + cost, 0) / runs.length
  },
}

function shareOf(runs: readonly ObservedRun[], status: ObservedRun['status']): number {
  return runs.filter((run) => run.status === status).length / runs.length
}

function parseShare(flag: string, text: string): number {
  const share = Number(text)
  if (text.trim() !== '' && share >= 0 && share <= 1) return share
  throw new UsageError(`${flag} takes a number from 0 to 1, not "${text}".`)
}
