import type { Random } from '@autoopt/collector'
import type { Combination, CombinationModel } from './combination-model.ts'

/** Stands for pairs that need no row: of one parameter, of parameters nobody asked for, and impossible ones. */
const NEVER_MISSING = 0x40000000

/** Another value for one parameter of a row. */
export interface Change {
  readonly from: number
  readonly to: number
}

/**
 * How many rows hold each pair of values, and which pairs none holds. A row is `width` values from a place `start` on in an
 * array of rows.
 */
export class PairTable {
  readonly #width: number
  readonly #valueCount: number
  /** Square, so that all pairs of one value lie together. */
  readonly #counts: Int32Array
  /** The missing pairs, as places in the upper half of the square, in no order. */
  readonly #missing: Int32Array
  /** Where in the list a missing pair stands. */
  readonly #listed: Int32Array
  #missingCount = 0

  /** `required`: the pairs that must appear, as numbers ({@link requiredPairs}). */
  constructor({ sizes, parameterOf }: CombinationModel, required: Int32Array) {
    const valueCount = parameterOf.length
    this.#width = sizes.length
    this.#valueCount = valueCount
    this.#counts = new Int32Array(valueCount * valueCount).fill(NEVER_MISSING)
    this.#listed = new Int32Array(valueCount * valueCount)
    this.#missing = required.slice()
    for (const pair of required) this.#require(pair)
  }

  /** Pairs that a cover must hold. */
  get requiredCount(): number {
    return this.#missing.length
  }

  get missingCount(): number {
    return this.#missingCount
  }

  /** One of the missing pairs, of which there must be one. */
  drawMissing(random: Random): readonly [one: number, other: number] {
    const pair = this.#missing[random.below(this.#missingCount)] as number
    return [Math.floor(pair / this.#valueCount), pair % this.#valueCount]
  }

  addRow(rows: Combination, start: number): void {
    for (let one = start; one < start + this.#width; one += 1)
      for (let other = one + 1; other < start + this.#width; other += 1)
        this.#count(rows[one] as number, rows[other] as number, 1)
  }

  removeRow(rows: Combination, start: number): void {
    for (let one = start; one < start + this.#width; one += 1)
      for (let other = one + 1; other < start + this.#width; other += 1)
        this.#count(rows[one] as number, rows[other] as number, -1)
  }

  /** Puts another value into a cell of a row. */
  replace(rows: Combination, start: number, { cell, to }: { readonly cell: number; readonly to: number }): void {
    const from = rows[cell] as number
    for (let beside = start; beside < start + this.#width; beside += 1) {
      if (beside === cell) continue
      this.#count(from, rows[beside] as number, -1)
      this.#count(to, rows[beside] as number, 1)
    }
    rows[cell] = to
  }

  /** Missing pairs of a value with some others. */
  missingBeside(value: number, others: readonly number[]): number {
    const counts = this.#counts
    const line = value * this.#valueCount
    let missing = 0
    for (const other of others) if (counts[line + other] === 0) missing += 1
    return missing
  }

  /** Pairs of a row that so many of the counted rows hold. */
  pairsHeldBy(count: number, rows: Combination, start: number): number {
    let pairs = 0
    for (let one = start; one < start + this.#width; one += 1) {
      const line = (rows[one] as number) * this.#valueCount
      for (let other = one + 1; other < start + this.#width; other += 1)
        if (this.#counts[line + (rows[other] as number)] === count) pairs += 1
    }
    return pairs
  }

  /** Pairs of one value of a row that no other row holds. */
  onlyWith(rows: Combination, start: number, value: number): number {
    const line = value * this.#valueCount
    let only = 0
    for (let beside = start; beside < start + this.#width; beside += 1)
      if (this.#counts[line + (rows[beside] as number)] === 1) only += 1
    return only
  }

  /** By how many fewer pairs would be missing after a change of a row. */
  gainOf(rows: Combination, start: number, change: Change): number {
    const counts = this.#counts
    const from = change.from * this.#valueCount
    const to = change.to * this.#valueCount
    let gain = 0
    for (let beside = start; beside < start + this.#width; beside += 1) {
      const value = rows[beside] as number
      if (counts[from + value] === 1) gain -= 1
      if (counts[to + value] === 0) gain += 1
    }
    return gain
  }

  #require(pair: number): void {
    const one = Math.floor(pair / this.#valueCount)
    const other = pair % this.#valueCount
    this.#counts[pair] = 0
    this.#counts[other * this.#valueCount + one] = 0
    this.#listed[pair] = this.#missingCount
    this.#missingCount += 1
  }

  #count(one: number, other: number, by: 1 | -1): void {
    const pair = one < other ? one * this.#valueCount + other : other * this.#valueCount + one
    const twin = one < other ? other * this.#valueCount + one : one * this.#valueCount + other
    const count = (this.#counts[pair] as number) + by
    this.#counts[pair] = count
    this.#counts[twin] = count
    if (count === 0) this.#list(pair)
    else if (count === 1 && by === 1) this.#unlist(pair)
  }

  #list(pair: number): void {
    this.#listed[pair] = this.#missingCount
    this.#missing[this.#missingCount] = pair
    this.#missingCount += 1
  }

  #unlist(pair: number): void {
    this.#missingCount -= 1
    const hole = this.#listed[pair] as number
    const last = this.#missing[this.#missingCount] as number
    this.#missing[hole] = last
    this.#listed[last] = hole
  }
}
