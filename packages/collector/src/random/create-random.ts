import { InvalidArgumentError } from '../errors.ts'
import { seedWords } from './seed-words.ts'
import { xoshiro128 } from './xoshiro128.ts'

/** A sequence of draws that depends on its seed alone, on every machine and at every time. */
export interface Random {
  /** 32 random bits, as an integer from 0 to 2³² − 1. */
  readonly bits: () => number
  /** In [0, 1), with 53 random bits. */
  readonly next: () => number
  /** An integer from 0 to `bound` − 1, each as likely as any other; `bound` from 1 to 2³². */
  readonly below: (bound: number) => number
  /** The same items in a random order, each order as likely as any other; the list itself stays as it is. */
  readonly shuffle: <Item>(items: readonly Item[]) => Item[]
}

/**
 * Seeds a generator of xoshiro128** ({@link xoshiro128}, {@link seedWords}); equal seeds give equal sequences. Not for secrets.
 *
 * @throws {@link InvalidArgumentError} when a seed that is a number is not a safe integer.
 */
export function createRandom(seed: number | string): Random {
  const bits = xoshiro128(seedWords(seed))
  const below = (bound: number): number => drawBelow(bits, bound)
  return {
    bits,
    next: () => ((bits() >>> 5) * 0x4000000 + (bits() >>> 6)) / 0x20000000000000,
    below,
    shuffle: (items) => shuffled(items, below),
  }
}

/** Up to here the product of 32 bits and the bound is an exact double. */
const mostExactBound = 2 ** 21

/**
 * The upper half of a product of 32 bits and the bound, without the draws that would make some results likelier: D. Lemire, "Fast
 * Random Integer Generation in an Interval" (ACM TOMACS 29, 2019). A larger bound takes the remainder of a draw instead.
 */
function drawBelow(bits: () => number, bound: number): number {
  if (!(bound >= 1 && bound <= mostExactBound && Number.isInteger(bound))) return drawBelowLarge(bits, bound)
  for (;;) {
    const product = bits() * bound
    const upper = Math.floor(product / 0x100000000)
    const lower = product - upper * 0x100000000
    if (lower >= bound || lower >= 0x100000000 % bound) return upper
  }
}

function drawBelowLarge(bits: () => number, bound: number): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > 0x100000000)
    throw new InvalidArgumentError('bound', bound, 'an integer from 1 to 2³²')
  const limit = 0x100000000 - (0x100000000 % bound)
  let drawn = bits()
  while (drawn >= limit) drawn = bits()
  return drawn % bound
}

/** Durstenfeld's version of the Fisher–Yates shuffle (CACM 7, 1964, algorithm 235). */
function shuffled<Item>(items: readonly Item[], below: (bound: number) => number): Item[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last -= 1) {
    const chosen = below(last + 1)
    const moved = result[last] as Item
    result[last] = result[chosen] as Item
    result[chosen] = moved
  }
  return result
}
