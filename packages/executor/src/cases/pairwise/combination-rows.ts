import type { Combination } from './combination-model.ts'

/** Combinations one after another in one array, which the search over them reads without indirection. */
export class CombinationRows {
  readonly width: number
  cells: Int32Array
  #count = 0

  constructor(width: number) {
    this.width = width
    this.cells = new Int32Array(width * 64)
  }

  get count(): number {
    return this.#count
  }

  push(combination: Combination): void {
    const start = this.#count * this.width
    if (start === this.cells.length) {
      const grown = new Int32Array(this.cells.length * 2)
      grown.set(this.cells)
      this.cells = grown
    }
    this.cells.set(combination, start)
    this.#count += 1
  }

  /** Takes a row out; the last one moves into its place. */
  remove(row: number): void {
    this.#count -= 1
    const last = this.#count * this.width
    this.cells.copyWithin(row * this.width, last, last + this.width)
  }

  /** A window on a row: what is written to it is written to the row. */
  at(row: number): Combination {
    return this.cells.subarray(row * this.width, (row + 1) * this.width)
  }

  copy(): CombinationRows {
    const copy = new CombinationRows(this.width)
    copy.cells = this.cells.slice()
    copy.#count = this.#count
    return copy
  }
}
