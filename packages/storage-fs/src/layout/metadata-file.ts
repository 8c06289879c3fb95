import { Buffer } from 'node:buffer'
import { z } from 'zod'
import { FormatError } from '../errors.ts'
import type { FilePort } from '../files/file-port.ts'
import { type FileContent, readFile } from '../files/read-file.ts'
import { isIntact, sealJson } from '../record/sealed-json.ts'

/** Stores of this package before it had `.metadata.json` count as format 1. */
export const currentFormat = 2

const metadataSchema = z.looseObject({
  format: z.int().min(1),
  store_id: z.string().min(1),
  created_at: z.iso.datetime({ offset: true }),
  /** Hex digits of the names of shards; 0 for none. */
  shard_depth: z.int().min(0).max(4),
  /** Set while the store is being moved to that depth. */
  converting_to: z.int().min(0).max(4).optional(),
})

/** What a store says about itself, in `.metadata.json`. */
export type StoreMetadata = z.infer<typeof metadataSchema>

/**
 * Reads `.metadata.json`.
 * @param isPending tells whether one that is not whole is still being written, or was when a power cut came.
 * @returns undefined when there is none.
 * @throws {@link FormatError} when it is damaged, or from a newer version of this package.
 */
export function readMetadata(
  files: FilePort,
  path: string,
  isPending: (content: FileContent) => boolean = ({ stat }) => stat.nlink > 1,
): StoreMetadata | undefined {
  const content = readFile(files, path)
  if (content === undefined) return undefined
  const { stat } = content
  const bytes = Buffer.from(content.bytes)
  // Nobody was told of that one.
  if (!isIntact(bytes) && isPending({ bytes, stat })) return undefined
  const value = parseJson(bytes.toString(), path)
  const format = Number(Object(value)['format'])
  if (format > currentFormat) {
    throw new FormatError(path, `it has format ${format}, and this version knows formats up to ${currentFormat}`, {
      advice: 'Update @autoopt/storage-fs; nothing was changed',
    })
  }
  const result = metadataSchema.safeParse(value)
  if (!result.success) throw damaged(path, z.prettifyError(result.error))
  return result.data
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw damaged(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function damaged(path: string, why: string, cause?: unknown): FormatError {
  return new FormatError(path, `it is damaged: ${why}`, {
    advice: 'Restore it from a backup, or move it away: the next save writes a new one',
    cause,
  })
}

/** Writes what belongs into `.metadata.json`. */
export function formatMetadata(metadata: StoreMetadata): Buffer {
  return sealJson(metadata)
}
