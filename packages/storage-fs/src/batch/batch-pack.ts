/**
 * The journal of a batch: one line of JSON per version, `{"target": "<path below the store>", "text": "<the file>"}`,
 * then `{"count": <lines>}`. It is flushed before anything of the batch becomes visible.
 */
import type { Buffer } from 'node:buffer'
import { CorruptVersionError } from '../errors.ts'

export interface BatchEntry {
  readonly target: string
  readonly text: string
}

export function formatBatchPack(entries: readonly BatchEntry[]): string {
  const lines = entries.map(({ target, text }) => JSON.stringify({ target, text }))
  return `${[...lines, JSON.stringify({ count: entries.length })].join('\n')}\n`
}

/** @throws {@link CorruptVersionError} when it is not whole, which a committed pack is unless the disk is damaged. */
export function parseBatchPack(bytes: Buffer, path: string): BatchEntry[] {
  try {
    const values: unknown[] = bytes
      .toString()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
    const { count } = Object(values.pop()) as Record<string, unknown>
    if (count !== values.length) throw new TypeError(`it has ${values.length} of ${String(count)} versions`)
    return values as BatchEntry[]
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CorruptVersionError({ what: 'Cannot finish a batch that was committed', path, why, cause })
  }
}
