/**
 * The next 32 bits of xoshiro128** 1.1 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47, 2021;
 * period 2¹²⁸ − 1). Moves the state of four words on; a state of zeros stays where it is.
 */
export function xoshiro128(state: Uint32Array): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = state
  const crossed = third ^ first
  const mixed = fourth ^ second
  state[0] = first ^ mixed
  state[1] = second ^ crossed
  state[2] = crossed ^ (second << 9)
  state[3] = rotate(mixed, 11)
  return Math.imul(rotate(Math.imul(second, 5), 7), 9) >>> 0
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
