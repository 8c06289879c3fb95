import type { Buffer } from 'node:buffer'
import { freezeDeep, type LabelRevision, labelRevisionSchema } from '@autoopt/storage-core'
import { z } from 'zod'
import { CorruptLabelError } from '../errors.ts'
import { isIntact, sealedText, sealJson } from '../record/sealed-json.ts'

/** Writes the file of a revision. */
export function formatRevisionFile(revision: LabelRevision): Buffer {
  return sealJson(labelRevisionSchema.parse(revision))
}

/**
 * Reads the file of a revision. One without a checksum, written by hand, is accepted if it is valid.
 * @returns the revision, deep-frozen.
 * @throws {@link CorruptLabelError} when it is damaged or not the revision of that number.
 */
export function parseRevisionFile(
  bytes: Buffer,
  { path, revision }: { readonly path: string; readonly revision: number },
): LabelRevision {
  const intact = isIntact(bytes)
  if (intact === false) throw corrupt(path, 'its checksum does not match its content')
  const value = parseJson(intact ? sealedText(bytes) : bytes.toString(), path)
  const { success, error } = labelRevisionSchema.extend({ revision: z.literal(revision) }).safeParse(value)
  if (!success) throw corrupt(path, z.prettifyError(error), error)
  // Not what zod returns: it drops keys named `__proto__`.
  return freezeDeep(value as LabelRevision)
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw corrupt(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function corrupt(path: string, why: string, cause?: unknown): CorruptLabelError {
  return new CorruptLabelError({ what: 'Cannot use a revision of a label', path, why, cause })
}
