/** Random numbers that a seed determines, for choices that must be the same at each run. */
export interface Random {
  /** A whole number from 0 up to, and without, the bound. */
  below(bound: number): number
}

/** Makes {@link Random} numbers by xorshift with 32 bits of state (Marsaglia, 2003). */
export function seededRandom(seed: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1
  return {
    below(bound) {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return (state >>> 0) % bound
    },
  }
}
