/**
 * Counts texts in 18 to 36 bytes each, whatever their length: an open-addressed table (linear probing, at most two thirds
 * full) of 64 bits of each text's SHA-256 and a count. Two different texts share a count once in about 10¹⁹ pairs.
 */
import { hash } from 'node:crypto'

export class HashCounts {
  /** Three numbers each: two of hash, one count; a count of 0 is a free place. */
  #slots = new Uint32Array(3 * 1024)
  #used = 0

  /** Counts a text once more; returns how often it was counted before. */
  add(text: string): number {
    const digest = hash('sha256', text, 'buffer')
    const place = this.#find(this.#slots, digest.readUInt32LE(0), digest.readUInt32LE(4))
    const before = this.#slots[place + 2] as number
    this.#slots[place] = digest.readUInt32LE(0)
    this.#slots[place + 1] = digest.readUInt32LE(4)
    this.#slots[place + 2] = before + 1
    if (before === 0) this.#used += 1
    if (this.#used * 4.5 > this.#slots.length) this.#grow()
    return before
  }

  /** The place of a hash, or the free place where it belongs. */
  #find(slots: Uint32Array, low: number, high: number): number {
    let place = 3 * (low % (slots.length / 3))
    while ((slots[place + 2] as number) > 0 && (slots[place] !== low || slots[place + 1] !== high))
      place = (place + 3) % slots.length
    return place
  }

  #grow(): void {
    const grown = new Uint32Array(this.#slots.length * 2)
    for (let from = 0; from < this.#slots.length; from += 3) {
      const slot = this.#slots.subarray(from, from + 3)
      if ((slot[2] as number) > 0) grown.set(slot, this.#find(grown, slot[0] as number, slot[1] as number))
    }
    this.#slots = grown
  }
}
