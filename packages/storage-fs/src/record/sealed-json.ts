/**
 * A file of indented JSON in UTF-8, for people to read and compare, whose last property is a checksum, written by this
 * package and not part of the value:
 *
 *     {
 *       "prompt_id": "wf_001_llm_1_system",
 *       …,
 *       "_sum": "<SHA-256 in hex of every byte before the comma that ends the line above>"
 *     }
 *
 * The checksum has a fixed place and length, so it is checked on bytes, before anything is parsed, and a value may have
 * a `_sum` of its own.
 */
import { Buffer } from 'node:buffer'
import { hash } from 'node:crypto'

const suffixStart = ',\n  "_sum": "'
const suffixEnd = '"\n}\n'
const sumLength = 64
const suffixLength = suffixStart.length + sumLength + suffixEnd.length
/** One damaged byte can hide the name or the digits of a checksum, but not both. */
const damagedSuffix = /"_sum"|"[0-9a-f]{64}"\s*\}\s*$/

/** Writes a value, which must be an object with at least one property, with its checksum. */
export function sealJson(value: object): Buffer {
  const body = JSON.stringify(value, null, 2).slice(0, -'\n}'.length)
  return Buffer.from(body + suffixStart + hash('sha256', body, 'hex') + suffixEnd)
}

/** Tells whether a file is whole, by its checksum; undefined when it has none, as files of other programs have. */
export function isIntact(bytes: Buffer): boolean | undefined {
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - suffixLength))
  if (!tail.startsWith(suffixStart) || !tail.endsWith(suffixEnd)) return damagedSuffix.test(tail) ? false : undefined
  const sum = tail.slice(suffixStart.length, suffixStart.length + sumLength)
  return sum === hash('sha256', bytes.subarray(0, bytes.length - suffixLength), 'hex')
}

/** The JSON of a file that {@link isIntact}, without the checksum. */
export function sealedText(bytes: Buffer): string {
  return `${bytes.toString('utf8', 0, bytes.length - suffixLength)}\n}`
}
