import { parseCount } from '../arguments/parse-count.ts'
import { parseDollars } from '../arguments/parse-dollars.ts'
import { UsageError } from '../exit-code.ts'
import type { Measures } from './measure-runs.ts'

export interface ThresholdFlags {
  readonly minSuccessRate?: string
  readonly maxErrorRate?: string
  readonly maxP95Ms?: string
  readonly maxTokens?: string
  readonly maxCostUsd?: string
}

/** One threshold, with what was measured against it. */
export interface ThresholdState {
  readonly name: Exclude<keyof Measures, 'p50_ms'>
  readonly limit: number
  /** `null` when nobody knows. */
  readonly value: number | null
  readonly crossed: boolean
}

/** A threshold that a value is held against. */
export type Threshold = Pick<ThresholdState, 'name' | 'limit'>

/** @throws {@link UsageError} for flags that cannot be, and when there is no threshold at all. */
export function parseThresholds(flags: ThresholdFlags): Threshold[] {
  const thresholds = readers.flatMap(({ name, key, flag, parse }) => {
    const text = flags[key]
    return text === undefined ? [] : [{ name, limit: parse(flag, text) }]
  })
  if (thresholds.length > 0) return thresholds
  const names = readers.map(({ flag }) => flag)
  throw new UsageError(
    `There is nothing to watch for: give ${names.slice(0, -1).join(', ')} or ${names.slice(-1).join()}.`,
  )
}

/** Holds measures against thresholds. An unknown value crosses none. */
export function checkThresholds(measures: Measures, thresholds: readonly Threshold[]): ThresholdState[] {
  return thresholds.map(({ name, limit }) => {
    const value = measures[name]
    return { name, limit, value, crossed: value !== null && (name === 'success_rate' ? value < limit : value > limit) }
  })
}

interface ThresholdReader {
  readonly name: Threshold['name']
  readonly key: keyof ThresholdFlags
  readonly flag: string
  readonly parse: (flag: string, text: string) => number
}

const readers: readonly ThresholdReader[] = [
  { name: 'success_rate', key: 'minSuccessRate', flag: '--min-success-rate', parse: parseShare },
  { name: 'error_rate', key: 'maxErrorRate', flag: '--max-error-rate', parse: parseShare },
  { name: 'p95_ms', key: 'maxP95Ms', flag: '--max-p95-ms', parse: (flag, text) => parseCount(flag, text) },
  { name: 'tokens', key: 'maxTokens', flag: '--max-tokens', parse: (flag, text) => parseCount(flag, text) },
  { name: 'cost_usd', key: 'maxCostUsd', flag: '--max-cost-usd', parse: parseDollars },
]

function parseShare(flag: string, text: string): number {
  const share = Number(text)
  if (text.trim() !== '' && share >= 0 && share <= 1) return share
  throw new UsageError(`${flag} takes a number from 0 to 1, not "${text}".`)
}
