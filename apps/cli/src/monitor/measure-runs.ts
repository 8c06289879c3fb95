import type { ObservedRun } from './observed-run.ts'

/** What runs came to; `null` where nobody knows. */
export interface Measures {
  /** Share of runs that passed. */
  readonly success_rate: number | null
  /** Share of runs that the workflow itself failed. */
  readonly error_rate: number | null
  readonly p50_ms: number | null
  readonly p95_ms: number | null
  /** Mean of a run. */
  readonly tokens: number | null
  /** Mean of a run. */
  readonly cost_usd: number | null
}

export function measureRuns(runs: readonly ObservedRun[]): Measures {
  const sorted = runs.map(({ elapsedMs }) => elapsedMs).toSorted((one, other) => one - other)
  const costs = runs.flatMap(({ costUsd }) => costUsd ?? [])
  return {
    success_rate: meanOf(runs.map(({ status }) => Number(status === 'passed'))),
    error_rate: meanOf(runs.map(({ status }) => Number(status === 'error'))),
    p50_ms: percentile(sorted, 0.5),
    p95_ms: percentile(sorted, 0.95),
    tokens: meanOf(runs.map(({ tokens }) => tokens)),
    cost_usd: costs.length < runs.length ? null : meanOf(costs),
  }
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Nearest rank. */
function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null
}
