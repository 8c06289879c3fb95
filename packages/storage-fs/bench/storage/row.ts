import type { Spread } from './spread.ts'

/** A row of the table: what was measured side by side in one run, and what it is held to. */
export interface Row {
  readonly id: string
  readonly title: string
  readonly figures: readonly Figure[]
  readonly claims: readonly Claim[]
  readonly notes?: readonly string[]
  readonly rounds?: RoundCount
}

export interface Figure {
  readonly name: string
  readonly unit: string
  readonly value: Spread
}

export interface Claim {
  readonly text: string
  readonly unit: string
  readonly value: Spread
  readonly atMost?: number
  readonly atLeast?: number
  /** Whether the run fails when it does not hold; times of a machine are printed, never judged. */
  readonly isJudged: boolean
}

export interface RoundCount {
  readonly taken: number
  /** Rounds that were thrown away and measured again because other processes were busy. */
  readonly repeated: number
  /** Rounds that were taken although other processes were busy. */
  readonly disturbed: number
}

/** Tells whether the median keeps the limits; a median that is no number keeps none. */
export function holds({ value: { median }, atMost = Infinity, atLeast = -Infinity }: Claim): boolean {
  return median <= atMost && median >= atLeast
}

/** A claim on a number that has to be zero on every machine. */
export function countClaim(text: string, count: number): Claim {
  return { text, unit: '', value: { median: count, low: count, high: count }, atMost: 0, isJudged: true }
}
