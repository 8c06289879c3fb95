/**
 * A generator of 32 random bits at a time: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators",
 * ACM TOMS 47, 2021; period 2¹²⁸ − 1). It begins in a state of four words, not all of which may be 0.
 */
export function xoshiro128(state: Uint32Array): () => number {
  // Four local integers are several times as fast as four elements of an array.
  let [first = 0, second = 0, third = 0, fourth = 0] = Int32Array.from(state)
  return () => {
    const result = Math.imul(rotate(Math.imul(second, 5), 7), 9)
    const shifted = second << 9
    third ^= first
    fourth ^= second
    second ^= third
    first ^= fourth
    third ^= shifted
    fourth = rotate(fourth, 11)
    return result >>> 0
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
