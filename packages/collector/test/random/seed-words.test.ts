import { expect, it } from 'vitest'
import { InvalidArgumentError } from '../../src/errors.ts'
import { seedWords } from '../../src/random/seed-words.ts'

it('holds what the reference implementation of SplitMix64 draws from the seed 1234567', () => {
  expect(drawn(1234567)).toEqual([6457827717110365317n, 3203168211198807973n])
})

it('takes a text as its FNV-1a hash', () => {
  expect(drawn('')).toEqual(drawn(0xcbf29ce484222325n))
  // The published value for the two bytes of "a" and NUL, which are the one UTF-16 unit of "a".
  expect(drawn('a')).toEqual(drawn(0x089be207b544f1e4n))
})

it('takes negative numbers, and refuses numbers that are not safe integers', () => {
  expect(drawn(-1)).not.toEqual(drawn(1))
  for (const seed of [Number.NaN, 0.5, Infinity, 2 ** 53]) expect(() => seedWords(seed)).toThrow(InvalidArgumentError)
})

/** The two 64-bit draws that the words came from; a seed beyond the safe integers is spelled out by the definition. */
function drawn(seed: number | string | bigint): bigint[] {
  if (typeof seed === 'bigint') return [1n, 2n].map((step) => splitMix(seed + step * 0x9e3779b97f4a7c15n))
  const words = [...seedWords(seed)].map(BigInt)
  return [0, 2].map((index) => ((words[index + 1] ?? 0n) << 32n) | (words[index] ?? 0n))
}

function splitMix(state: bigint): bigint {
  const start = BigInt.asUintN(64, state)
  const once = BigInt.asUintN(64, (start ^ (start >> 30n)) * 0xbf58476d1ce4e5b9n)
  const twice = BigInt.asUintN(64, (once ^ (once >> 27n)) * 0x94d049bb133111ebn)
  return twice ^ (twice >> 31n)
}
