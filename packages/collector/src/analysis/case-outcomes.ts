import { hash } from 'node:crypto'

const passedOnce = 1
const missedOnce = 2
const twice = 4

export interface OutcomeCounts {
  readonly cases: number
  /** Cases with more than one outcome. */
  readonly repeated: number
  /** Cases of which some outcomes passed and some did not. */
  readonly flaky: number
}

/**
 * Remembers of each case whether it passed, missed and was repeated, in 18 to 36 bytes a case: an open-addressed table of 64-bit
 * fingerprints (SHA-1, cut), which among a million cases mistakes two for one with a chance of 1 in 40 million.
 */
export class CaseOutcomes {
  #size = 0
  #capacity = 64
  #first = new Uint32Array(this.#capacity)
  #second = new Uint32Array(this.#capacity)
  /** 0 where a slot is free. */
  #flags = new Uint8Array(this.#capacity)

  add(caseKey: string, passed: boolean): void {
    const fingerprint = hash('sha1', caseKey, 'buffer')
    this.#mark(fingerprint.readUInt32LE(0), fingerprint.readUInt32LE(4), passed ? passedOnce : missedOnce)
  }

  merge(other: CaseOutcomes): void {
    const { first, second, flags } = { first: other.#first, second: other.#second, flags: other.#flags }
    flags.forEach((flag, slot) => {
      if (flag !== 0) this.#mark(first[slot] ?? 0, second[slot] ?? 0, flag)
    })
  }

  counts(): OutcomeCounts {
    let repeated = 0
    let flaky = 0
    for (const flag of this.#flags) {
      if ((flag & twice) !== 0) repeated += 1
      if ((flag & passedOnce) !== 0 && (flag & missedOnce) !== 0) flaky += 1
    }
    return { cases: this.#size, repeated, flaky }
  }

  #mark(first: number, second: number, flag: number): void {
    if (this.#size * 2 >= this.#capacity) this.#grow()
    const slot = this.#find(first, second)
    const before = this.#flags[slot] ?? 0
    if (before === 0) this.#size += 1
    this.#first[slot] = first
    this.#second[slot] = second
    this.#flags[slot] = before | flag | (before === 0 ? 0 : twice)
  }

  /** The slot that holds the fingerprint, or the free one where it belongs. */
  #find(first: number, second: number): number {
    let slot = first & (this.#capacity - 1)
    while (this.#flags[slot] !== 0 && (this.#first[slot] !== first || this.#second[slot] !== second))
      slot = (slot + 1) & (this.#capacity - 1)
    return slot
  }

  #grow(): void {
    const [first, second, flags] = [this.#first, this.#second, this.#flags]
    this.#capacity *= 2
    this.#first = new Uint32Array(this.#capacity)
    this.#second = new Uint32Array(this.#capacity)
    this.#flags = new Uint8Array(this.#capacity)
    flags.forEach((flag, old) => {
      if (flag === 0) return
      const slot = this.#find(first[old] ?? 0, second[old] ?? 0)
      this.#first[slot] = first[old] ?? 0
      this.#second[slot] = second[old] ?? 0
      this.#flags[slot] = flag
    })
  }
}
