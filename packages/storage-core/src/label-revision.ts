import { z } from 'zod'
import { semverSchema } from './records.ts'

/** One move of a label. A program writes these records, so unknown keys are kept. */
export const labelRevisionSchema = z.looseObject({
  /** Counts the moves of one label of one prompt from 1. */
  revision: z.int().min(1),
  /** The version that the label points at since then, `null` when it was deleted. */
  version: semverSchema.nullable(),
  set_at: z.iso.datetime({ offset: true }),
  author: z.string().optional(),
  message: z.string().optional(),
})
export type LabelRevision = Readonly<z.infer<typeof labelRevisionSchema>>
