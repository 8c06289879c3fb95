/**
 * The mark that is left of a deleted version when the trash is emptied, `<stem>,gone`: its name keeps the number taken,
 * and its content tells what the name does not. A power cut may leave it torn; then only that is lost.
 */
import type { Buffer } from 'node:buffer'
import { z } from 'zod'
import { isIntact, sealedText, sealJson } from '../record/sealed-json.ts'

const markSchema = z.looseObject({
  /** Missing when it could not be read any more. */
  prompt_id: z.string().optional(),
  version: z.string(),
  deleted_at: z.iso.datetime({ offset: true }),
})

export type TombstoneMark = z.infer<typeof markSchema>

export function formatMark(mark: TombstoneMark): Buffer {
  return sealJson(mark)
}

/** @returns undefined when it is damaged. */
export function parseMark(bytes: Buffer): TombstoneMark | undefined {
  return isIntact(bytes) ? markSchema.safeParse(JSON.parse(sealedText(bytes))).data : undefined
}
