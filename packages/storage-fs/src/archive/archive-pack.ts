/**
 * A pack of old versions: gzip of lines of JSON, `{"name": "<file name>", "text": "<the file>"}`, in ascending order.
 * The text is the version file to the byte, checksum included, so that it can be put back as it was.
 */
import { gunzipSync, gzipSync } from 'node:zlib'
import { CorruptVersionError } from '../errors.ts'

/** A version file in a pack. */
export interface PackedFile {
  readonly name: string
  readonly text: string
}

export function formatPack(files: readonly PackedFile[]): Buffer {
  return gzipSync(files.map(({ name, text }) => `${JSON.stringify({ name, text })}\n`).join(''), { level: 9 })
}

/** @throws {@link CorruptVersionError} when it is no such pack; gzip's own checksum covers the content. */
export function parsePack(bytes: Buffer, path: string): PackedFile[] {
  try {
    const lines = gunzipSync(bytes).toString().split('\n').slice(0, -1)
    return lines.map((line) => parsePackedFile(JSON.parse(line)))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CorruptVersionError({ what: 'Cannot use a pack of archived versions', path, why, cause })
  }
}

/** Reads a line. @throws `TypeError` when it is none. */
export function parsePackedFile(value: unknown): PackedFile {
  const { name, text } = Object(value) as Record<string, unknown>
  if (typeof name !== 'string' || typeof text !== 'string') throw new TypeError('a line is no packed file')
  return { name, text }
}
