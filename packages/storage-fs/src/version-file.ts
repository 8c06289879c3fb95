/**
 * The file of one version: the record as indented JSON in UTF-8, for people to read and compare, whose last property is
 * a checksum, written by this package and not part of the record:
 *
 *     {
 *       "prompt_id": "wf_001_llm_1_system",
 *       …,
 *       "_sum": "<SHA-256 in hex of every byte before the comma that ends the line above>"
 *     }
 *
 * The checksum has a fixed place and length, so it is checked on bytes, before anything is parsed, and a record may have
 * a `_sum` of its own. A file without one, written by hand or by another program, is accepted if its record is valid.
 */
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { InvalidVersionError, parseVersion, type PromptVersion } from '@autoopt/storage-core'
import { CorruptVersionError } from './errors.ts'

const suffix = /^,\n {2}"_sum": "([0-9a-f]{64})"\n\}\n$/
const suffixLength = suffixOf('0'.repeat(64)).length
/** One damaged byte can hide the name or the digits of a checksum, but not both. */
const damagedSuffix = /"_sum"|"[0-9a-f]{64}"\s*\}\s*$/

/** Writes the file of a record. */
export function formatVersionFile(record: PromptVersion): string {
  const body = JSON.stringify(record, null, 2).slice(0, -'\n}'.length)
  return body + suffixOf(sha256(body))
}

function suffixOf(sum: string): string {
  return `,\n  "_sum": "${sum}"\n}\n`
}

/**
 * Reads the file of a record.
 * @throws {@link CorruptVersionError} when the checksum does not match, or it is no JSON or no valid record.
 */
export function parseVersionFile(bytes: Buffer, path: string): PromptVersion {
  const json = recordJson(bytes)
  if (json === undefined) throw corrupt(path, 'its checksum does not match its content')
  if (!isUtf8(json)) throw corrupt(path, 'it is not UTF-8')
  try {
    return parseVersion(JSON.parse(json.toString()))
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof InvalidVersionError) throw corrupt(path, cause.message, cause)
    throw cause
  }
}

/** @returns the record's own JSON, without the checksum; undefined when the checksum is wrong. */
function recordJson(bytes: Buffer): Buffer | undefined {
  const tail = bytes.toString('latin1', Math.max(0, bytes.length - suffixLength))
  const sum = suffix.exec(tail)?.[1]
  if (sum === undefined) return damagedSuffix.test(tail) ? undefined : bytes
  const body = bytes.subarray(0, -suffixLength)
  return sum === sha256(body) ? Buffer.concat([body, Buffer.from('\n}')]) : undefined
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function corrupt(path: string, why: string, cause?: unknown): CorruptVersionError {
  return new CorruptVersionError({ what: 'Cannot use a version file', path, why, cause })
}
