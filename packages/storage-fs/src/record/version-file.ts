import { type Buffer, isUtf8 } from 'node:buffer'
import {
  freezeDeep,
  InvalidVersionError,
  isVersionShape,
  parseVersion,
  type PromptVersion,
} from '@autoopt/storage-core'
import { CorruptVersionError } from '../errors.ts'
import { isIntact, sealedText, sealJson } from './sealed-json.ts'

/** Writes the file of a version: its record as JSON with a checksum. */
export function formatVersionFile(record: PromptVersion): Buffer {
  return sealJson(record)
}

/**
 * Reads the file of a version. One without a checksum, written by hand or by another program, is accepted if its record
 * is valid.
 * @returns the record, deep-frozen.
 * @throws {@link CorruptVersionError} when the checksum does not match, or it is no JSON or no valid record.
 */
export function parseVersionFile(bytes: Buffer, path: string): PromptVersion {
  const intact = isIntact(bytes)
  if (intact === false) throw corrupt(path, 'its checksum does not match its content')
  if (intact === undefined && !isUtf8(bytes)) throw corrupt(path, 'it is not UTF-8')
  try {
    if (!intact) return parseVersion(JSON.parse(bytes.toString()))
    const value: unknown = JSON.parse(sealedText(bytes))
    // What has the right checksum was checked by the schema before it was written.
    return isVersionShape(value) ? freezeDeep(value) : parseVersion(value)
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof InvalidVersionError) throw corrupt(path, cause.message, cause)
    throw cause
  }
}

function corrupt(path: string, why: string, cause?: unknown): CorruptVersionError {
  return new CorruptVersionError({ what: 'Cannot use a version file', path, why, cause })
}
