import { InvalidArgumentError } from '../errors.ts'

const mask = 0xffffffffffffffffn

/**
 * Four 32-bit words from a seed, by SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA
 * 2014), the low half of each draw first. A text counts as its 64-bit FNV-1a hash (RFC 9923) over UTF-16 code units, low byte
 * first.
 *
 * @throws {@link InvalidArgumentError} when a number is not a safe integer.
 */
export function seedWords(seed: number | string): Uint32Array {
  const words = new Uint32Array(4)
  let counter = typeof seed === 'number' ? hashNumber(seed) : hashText(seed)
  for (let index = 0; index < words.length; index += 2) {
    counter = (counter + 0x9e3779b97f4a7c15n) & mask
    const drawn = mix(counter)
    words[index] = Number(drawn & 0xffffffffn)
    words[index + 1] = Number(drawn >> 32n)
  }
  return words
}

function hashNumber(seed: number): bigint {
  if (!Number.isSafeInteger(seed)) throw new InvalidArgumentError('seed', seed, 'a safe integer or a text')
  return BigInt.asUintN(64, BigInt(seed))
}

function hashText(text: string): bigint {
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    for (const byte of [unit & 0xff, unit >> 8]) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & mask
  }
  return hash
}

function mix(counter: bigint): bigint {
  const once = ((counter ^ (counter >> 30n)) * 0xbf58476d1ce4e5b9n) & mask
  const twice = ((once ^ (once >> 27n)) * 0x94d049bb133111ebn) & mask
  return twice ^ (twice >> 31n)
}
